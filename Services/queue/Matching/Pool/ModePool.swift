import Collections
import Contracts
import ModesCore
import RuleSetsCore

/// The tickets that search in one mode, and the search for matches among them.
///
/// ```
/// arrival ─▶ row, index ─▶ anchors ─▶ search around the anchor ─▶ match, or the ticket waits
/// a rule widens for a ticket ──▲
/// ```
///
/// After each step no match is possible that the search could have found: so whoever arrives, or is allowed more, is the only
/// one around whom there may be something new.
struct ModePool: Sendable {
    /// A ticket around which is to be searched. Of several the oldest goes first.
    struct Anchor: Sendable, Hashable, Comparable {
        var enqueuedAt: Int64
        var row: UInt32
        var generation: UInt32
        /// It has just come: all stages up to its own are new to it.
        var hasArrived: Bool

        static func < (left: Anchor, right: Anchor) -> Bool {
            (left.enqueuedAt, left.row) < (right.enqueuedAt, right.row)
        }
    }

    /// A match that was found.
    struct Found: Sendable {
        var lineup: Lineup
        var regions: [UInt32]
    }

    let mode: ModeName
    let plan: ModePlan
    private(set) var store: TicketStore
    private(set) var index: TicketIndex
    /// All rows by age, if the index isn't.
    private(set) var ages = AgeLine()
    private(set) var players = 0
    private var wakes: WakeTimes
    private var anchors = Heap<Anchor>()
    /// Found while time passed, and not yet asked for.
    private var ready: Found?
    private var readyAnchor: Anchor?
    var judge = RuleJudge()
    var work = SearchWork()
    private var effort = SearchEffort()

    init(_ mode: Mode) {
        self.mode = mode.name
        var compiler = PlanCompiler(mode.ruleSet)
        plan = compiler.plan()
        store = TicketStore(plan.layout, texts: compiler.texts)
        index = TicketIndex(plan)
        wakes = WakeTimes(lines: plan.stages.count)
    }

    // MARK: Tickets

    /// A row for the ticket; `nil` when no match of the mode can have it: a party too large, or players without an attribute.
    mutating func add(_ entry: SearchEntry, ticket: UInt32, at now: Int64) -> UInt32? {
        guard entry.players.count <= plan.largestSide,
            let row = store.add(entry, ticket: ticket, mode: mode, plan: plan)
        else { return nil }
        var predicates: UInt64 = 0
        for (bit, predicate) in plan.predicates.enumerated() where predicate.holds(row, in: store) {
            predicates |= 1 << UInt64(bit)
        }
        let stage = plan.stage(at: now - store[row].enqueuedAt)
        store[row].predicates = predicates
        store[row].stage = UInt16(stage)
        index.insert(row, into: &store)
        if plan.order != .age { ages.add(row, store) }
        players += entry.players.count
        anchors.insert(anchor(row, hasArrived: true))
        waitForNextStage(row)
        return row
    }

    mutating func remove(_ row: UInt32) {
        players -= Int(store[row].size)
        index.remove(row, of: store)
        if plan.order != .age { ages.remove(row, store) }
        let stage = Int(store[row].stage)
        store.remove(row)
        if stage + 1 < plan.stages.count { wakes.leave(line: stage, store) }
        wakes.trimOthers(store)
        if let ready, ready.lineup.rows.contains(row) {
            self.ready = nil
            if let readyAnchor { anchors.insert(readyAnchor) }
        }
    }

    private func anchor(_ row: UInt32, hasArrived: Bool) -> Anchor {
        Anchor(
            enqueuedAt: store[row].enqueuedAt, row: row, generation: store.generations[Int(row)], hasArrived: hasArrived
        )
    }

    private mutating func waitForNextStage(_ row: UInt32) {
        let next = Int(store[row].stage) + 1
        guard next < plan.stages.count else { return }
        let wake = WakeTimes.Wake(
            at: store[row].enqueuedAt + plan.stages[next].age, row: row, generation: store.generations[Int(row)])
        wakes.add(wake, line: next - 1)
    }

    // MARK: Time

    /// When time alone may next make a match here, milliseconds since 1970. Not while too few players are here for any.
    func nextWake(now: Int64) -> Int64? {
        if ready != nil || !anchors.isEmpty { return now }
        guard players >= plan.fewestPlayers else { return nil }
        return wakes.next
    }

    /// Lets rules widen for those whose time has come, and looks what that makes possible. True when a match is ready.
    mutating func advance(to now: Int64, _ tickets: borrowing TicketTable) -> Bool {
        while let wake = wakes.take(by: now, store) {
            let stage = plan.stage(at: now - store[wake.row].enqueuedAt)
            if stage > Int(store[wake.row].stage) {
                wakes.leave(line: Int(store[wake.row].stage), store)
                store[wake.row].stage = UInt16(stage)
                waitForNextStage(wake.row)
            }
            anchors.insert(anchor(wake.row, hasArrived: false))
            if anchors.count >= Self.mostWakes { break }
        }
        if ready == nil { ready = find(at: now, tickets) }
        return ready != nil
    }

    /// So many tickets are looked at in one step at most because of the time; the others follow at once in the next.
    private static let mostWakes = 256

    // MARK: Matches

    /// The next match; `nil` while there is none.
    mutating func next(at now: Int64, _ tickets: borrowing TicketTable) -> Found? {
        if let found = ready {
            ready = nil
            return found
        }
        return find(at: now, tickets)
    }

    private mutating func find(at now: Int64, _ tickets: borrowing TicketTable) -> Found? {
        effort.beginStep(at: now)
        while effort.isLeft, let anchor = anchors.popMin() {
            guard store.isOpen(anchor.row, anchor.generation) else { continue }
            guard players >= plan.fewestPlayers else { continue }
            work.effort = effort.allowance(hasArrived: anchor.hasArrived)
            work.wasCutShort = false
            let allowance = work.effort
            let found = match(around: anchor, at: now, tickets)
            effort.spend(allowance - work.effort, isInVain: found == nil)
            if let found {
                readyAnchor = anchor
                return found
            }
            if work.wasCutShort {
                // Somebody may have been overlooked.
                let again = WakeTimes.Wake(at: now + plan.patience, row: anchor.row, generation: anchor.generation)
                wakes.addAgain(again)
            }
        }
        return nil
    }
}
