import Collections
import Contracts
import MatchingCore
import MatchmakerCore
import ModesCore
import RuleSetsCore

/// The very engine of the service over recorded tickets, in virtual time: who would have played whom, and when.
///
/// Nobody is asked and no server is needed: a match is made when it is proposed. At one moment tickets that leave go first,
/// then come those that arrive, in the order of the file; then those whose time is over go, and last what widens with time
/// is looked at. Times count in milliseconds.
public struct MatchSimulation: Sendable {
    /// Something that the recording says will happen, or that follows from it; at one moment in this order.
    enum Occurrence: Hashable, Comparable {
        case cancel(Int)
        case arrive(Int)
        case expire(Int)
        case wake
    }

    enum Fate: Hashable {
        case notYet, searching, matched, expired, cancelled
        /// Somebody of it was still searching with another ticket.
        case overlapping
    }

    let mode: Mode
    /// Those that are for the mode, in the order in which they were given.
    public internal(set) var tickets: [RecordedTicket]
    var numbers: [TicketID: Int]
    var matchmaker: Matchmaker
    private var agenda = DueTimes<Timestamp, Occurrence>()
    var fates: [Fate]
    /// Of the last moment that was played.
    private(set) var now = Timestamp(milliseconds: 0)
    /// Nobody comes any more who isn't here.
    var isClosed = false
    private var searching: Set<PlayerID> = []
    private var matches: [SimulatedMatch] = []
    private var waits: [Int64] = []
    private var wakeAt: Timestamp?
    /// What the present moment has brought, until it is told.
    private var news: [TicketEvent] = []

    /// - Parameter tickets: those of other modes are left out; the others must fit the mode, see ``fault(in:_:)``.
    public init(mode: Mode, tickets: [RecordedTicket], seed: UInt64) {
        self.mode = mode
        self.tickets = tickets.filter { $0.modes?.contains(mode.name) ?? true }
        numbers = Dictionary(uniqueKeysWithValues: self.tickets.enumerated().map { ($1.ticketID, $0) })
        matchmaker = Matchmaker(modes: [mode])
        fates = Array(repeating: .notYet, count: self.tickets.count)
        for (number, ticket) in self.tickets.enumerated() {
            agenda.add(.arrive(number), at: Self.time(ticket.at))
            if let cancelAt = ticket.cancelAt { agenda.add(.cancel(number), at: Self.time(floor: cancelAt)) }
        }
    }

    /// Never before the moment that is meant.
    static func time(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: Int64((seconds * 1000 - 1e-4).rounded(.up)))
    }

    /// Never after it.
    private static func time(floor seconds: Double) -> Timestamp {
        Timestamp(milliseconds: Int64((seconds * 1000 + 1e-4).rounded(.down)))
    }

    /// The first ticket that the service would refuse; `nil` when there is none.
    public static func fault(in lines: [TicketLines.Numbered], _ mode: Mode) -> TicketLines.Fault? {
        for line in lines where line.ticket.modes?.contains(mode.name) ?? true {
            let size = line.ticket.players.count
            guard size <= mode.ruleSet.largestSide else {
                return TicketLines.Fault(line: line.line, "players: '\(mode.name)' has no side for \(size)")
            }
            if let error = AttributeCheck.errors(of: line.ticket.ticketPlayers, in: [mode]).first {
                return TicketLines.Fault(line: line.line, "\(error.field): \(error.message)")
            }
        }
        return nil
    }

    /// Runs to the end: until every ticket is matched or gone.
    ///
    /// - Parameter observe: is told what happens to each ticket, in the order of time.
    public mutating func run(
        _ observe: (TicketEvent) -> Void = { _ in }
    ) -> (matches: [SimulatedMatch], summary: SimulationSummary) {
        run(until: nil, observe)
        return (matches, summary)
    }

    /// Plays what happens before a time; to the end without one.
    mutating func run(until end: Timestamp?, _ observe: (TicketEvent) -> Void = { _ in }) {
        while let next = agenda.next, end.map({ next < $0 }) ?? true {
            now = next
            for occurrence in agenda.take(until: next) { carryOut(occurrence, at: next) }
            settle(at: next)
            for event in news { observe(event) }
            news.removeAll(keepingCapacity: true)
        }
        if let end { now = end }
    }

    private mutating func carryOut(_ occurrence: Occurrence, at now: Timestamp) {
        switch occurrence {
        case .arrive(let number): arrive(number, at: now)
        case .cancel(let number): leave(number, .cancelled, at: now)
        case .expire(let number): leave(number, .expired, at: now)
        case .wake: wakeAt = nil  // looked at when all of the moment has happened
        }
    }

    mutating func arrive(_ number: Int, at now: Timestamp) {
        guard fates[number] == .notYet, !isClosed else { return }
        let ticket = tickets[number]
        guard ticket.players.allSatisfy({ !searching.contains($0.playerID) }) else {
            fates[number] = .overlapping
            note(.overlapping, number, at: now)
            return
        }
        fates[number] = .searching
        note(.arrived, number, at: now)
        searching.formUnion(ticket.players.map(\.playerID))
        agenda.add(.expire(number), at: now + mode.requestTimeout)
        matchmaker.add(ticket.entry(in: mode.name, at: now), at: now)
        makeMatches(at: now)
    }

    private mutating func note(_ kind: TicketEvent.Kind, _ number: Int, at now: Timestamp) {
        let waited = max(.zero, now - Self.time(tickets[number].at))
        news.append(TicketEvent(ticket: number, kind: kind, at: now, waited: waited))
    }

    private mutating func leave(_ number: Int, _ fate: Fate, at now: Timestamp) {
        guard fates[number] == .searching || fates[number] == .notYet else { return }
        note(fate == .expired ? .expired : .cancelled, number, at: now)
        if fates[number] == .searching {
            matchmaker.remove(tickets[number].ticketID)
            free(number)
        }
        fates[number] = fate
    }

    private mutating func free(_ number: Int) { searching.subtract(tickets[number].players.map(\.playerID)) }

    mutating func makeMatches(at now: Timestamp) {
        while let draft = matchmaker.nextDraft(in: mode.name) {
            var teams: [String: [PlayerID]] = [:]
            for team in draft.teams {
                teams[team.faction] = team.tickets.flatMap { tickets[numbers[$0]!].players.map(\.playerID) }
            }
            let ids = draft.teams.flatMap(\.tickets)
            for number in ids.compactMap({ numbers[$0] }) {
                fates[number] = .matched
                free(number)
                waits.append((now - Self.time(tickets[number].at)).milliseconds)
                note(.matched(matches.count), number, at: now)
            }
            matches.append(
                SimulatedMatch(
                    at: Double(now.milliseconds) / 1000, matchID: MatchID("m\(matches.count + 1)"), mode: mode.name,
                    region: draft.regions.first, teams: teams, tickets: ids))
        }
    }

    /// Lets the engine look at all that it has put off, then notes when it wants to look again.
    private mutating func settle(at now: Timestamp) {
        while let wake = matchmaker.nextWake, wake <= now {
            if matchmaker.advance(to: now) { makeMatches(at: now) }
        }
        guard let wake = matchmaker.nextWake, wake != wakeAt else { return }
        wakeAt = wake
        agenda.add(.wake, at: wake)
    }

    private var summary: SimulationSummary {
        func count(_ fate: Fate) -> Int { fates.count { $0 == fate } }
        return SimulationSummary(
            tickets: tickets.count, players: tickets.reduce(0) { $0 + $1.players.count }, matches: matches.count,
            matched: count(.matched), expired: count(.expired), cancelled: count(.cancelled),
            overlapping: count(.overlapping), waitSeconds: SimulationSummary.Percentiles(milliseconds: waits))
    }
}
