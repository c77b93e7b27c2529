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
    typealias Anchor = AnchorQueue.Anchor

    /// A match that was found.
    struct Found: Sendable {
        var lineup: Lineup
        var regions: [UInt32]
    }

    let mode: ModeName
    let plan: ModePlan
    var store: TicketStore
    private(set) var index: TicketIndex
    /// All rows by age, where neither the index nor its groups say it.
    private(set) var ages = AgeLine()
    private(set) var players = 0
    /// When the youngest ticket that was ever here came.
    private var newest = Int64.min
    var wakes: WakeTimes
    private var anchors = AnchorQueue()
    /// Found and not yet asked for. Their tickets are spoken for.
    var ready: [Found] = []
    var judge = RuleJudge()
    var work = SearchWork()
    private var effort = SearchEffort()

    init(_ mode: Mode) {
        self.mode = mode.name
        var compiler = PlanCompiler(mode.ruleSet)
        plan = compiler.plan()
        store = TicketStore(plan.layout, texts: compiler.texts)
        index = TicketIndex(plan)
        wakes = WakeTimes(stages: plan.stages.count)
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
        store[row].predicates = predicates
        let fitStages = plan.stages.count { store.isFit(row, $0.pair) }
        store[row].isFit = fitStages == plan.stages.count
        // Whose own players may never play together is nobody's candidate.
        if fitStages > 0 { index.insert(row, into: &store) }
        if keepsAges, fitStages > 0 { ages.add(row, store) }
        players += entry.players.count
        anchors.insert(anchor(row, hasArrived: true))
        if store.rows[Int(row)].enqueuedAt < newest { wakeYounger(than: row, at: now) }
        newest = max(newest, store.rows[Int(row)].enqueuedAt)
        return row
    }

    mutating func remove(_ row: UInt32) {
        players -= Int(store.rows[Int(row)].size)
        index.remove(row, of: store)
        if keepsAges, store.rows[Int(row)].groups > 0 { ages.remove(row, store) }
        let line = store.rows[Int(row)].line
        let isSpokenFor = store.rows[Int(row)].isSpokenFor
        store.remove(row)
        if line != 0 { wakes.leave(line, store) }
        wakes.trimOthers(store)
        if isSpokenFor { breakUp(row) }
    }

    private func anchor(_ row: UInt32, hasArrived: Bool) -> Anchor {
        Anchor(
            enqueuedAt: store.rows[Int(row)].enqueuedAt, row: row, generation: store.rows[Int(row)].generation,
            hasArrived: hasArrived)
    }

    private var keepsAges: Bool { plan.order != .age && plan.pivot == .none }

    // MARK: Time

    /// When time alone may next make a match here, milliseconds since 1970. Not while too few players are here for any.
    func nextWake(now: Int64) -> Int64? {
        if !ready.isEmpty || !anchors.isEmpty { return now }
        guard players >= plan.fewestPlayers else { return nil }
        return wakes.next
    }

    /// Lets rules widen for those whose time has come, and looks what that makes possible. True when a match is ready.
    mutating func advance(to now: Int64, _ tickets: borrowing TicketTable) -> Bool {
        while anchors.count < Self.mostWakes, let (wake, isFromLine) = wakes.take(by: now, store) {
            if isFromLine { store[wake.row].line = 0 }
            store[wake.row].nextStage = 0
            anchors.insert(anchor(wake.row, hasArrived: store.rows[Int(wake.row)].looksAgain))
        }
        if ready.isEmpty { findSome(at: now, tickets) }
        return !ready.isEmpty
    }

    /// So many tickets are looked at in one step at most because of the time; the others follow at once in the next.
    private static let mostWakes = 256

    // MARK: Matches

    /// The next match; `nil` while there is none.
    mutating func next(at now: Int64, _ tickets: borrowing TicketTable) -> Found? {
        if ready.isEmpty { findSome(at: now, tickets) }
        guard !ready.isEmpty else { return nil }
        let found = ready.removeFirst()
        for row in found.lineup.rows { store[row].isSpokenFor = false }
        return found
    }

    /// Looks for a match; where several tickets wait to be looked at and pairs can be exchanged, for several.
    private mutating func findSome(at now: Int64, _ tickets: borrowing TicketTable) {
        effort.beginStep(at: now)
        while let found = find(at: now, tickets) {
            for row in found.lineup.rows { store[row].isSpokenFor = true }
            ready.append(found)
            guard plan.exchanges != nil, !anchors.isEmpty, ready.count < Self.mostReady else { break }
        }
        if ready.count > 1 { exchangeOpponents(at: now, tickets) }
    }

    private static let mostReady = 64

    /// What searches have cost so far, in steps.
    var effortSpent: Int { effort.spent }

    /// No match can be made of those who are here: nobody looks for one before time lets a rule widen.
    mutating func settle(at now: Int64, _ tickets: borrowing TicketTable) {
        while let anchor = anchors.popFirst() { wait(anchor.row, at: now, tickets) }
    }

    /// Of a match found, one ticket has gone: the others search anew.
    private mutating func breakUp(_ gone: UInt32) {
        guard let index = ready.firstIndex(where: { $0.lineup.rows.contains(gone) }) else { return }
        for row in ready.remove(at: index).lineup.rows where row != gone {
            store[row].isSpokenFor = false
            anchors.insert(anchor(row, hasArrived: true))
        }
    }

    private mutating func find(at now: Int64, _ tickets: borrowing TicketTable) -> Found? {
        while effort.isLeft, let anchor = anchors.popFirst() {
            guard store.isOpen(anchor.row, anchor.generation), !store.rows[Int(anchor.row)].isSpokenFor else {
                continue
            }
            work.effort = effort.allowance(hasArrived: anchor.hasArrived)
            work.wasCutShort = false
            let allowance = work.effort
            let found = match(around: anchor, at: now, tickets)
            if let found {
                effort.spend(allowance - work.effort, isInVain: false)
                return found
            }
            if work.wasCutShort || store.rows[Int(anchor.row)].looksAgain {
                // Somebody may have been overlooked.
                wakes.add(
                    WakeTimes.Wake(at: now + plan.patience, row: anchor.row, generation: anchor.generation))
            }
            wait(anchor.row, at: now, tickets)
            effort.spend(allowance - work.effort, isInVain: true)
        }
        return nil
    }
}
