import Contracts
import ModesCore

/// Who plays whom: the tickets of one shard that search, and the matches that they make.
///
/// It knows nothing of ready checks, servers, clocks or storage. A ticket leaves all its modes in the step in which one of
/// them matches it.
public struct Matchmaker: Sendable {
    /// A ticket as far as matching goes.
    public struct Entry: Sendable, Hashable {
        public var ticketID: TicketID
        public var players: Int
        public var enqueuedAt: Timestamp
        /// Where it searches.
        public var modes: [ModeName]

        public init(ticketID: TicketID, players: Int, enqueuedAt: Timestamp, modes: [ModeName]) {
            self.ticketID = ticketID
            self.players = players
            self.enqueuedAt = enqueuedAt
            self.modes = modes
        }

        fileprivate var age: AgeQueue.Entry { AgeQueue.Entry(enqueuedAt: enqueuedAt, ticketID: ticketID) }
    }

    /// A match that could be proposed.
    public struct Draft: Sendable, Hashable {
        public struct Team: Sendable, Hashable {
            public var faction: String
            public var tickets: [TicketID]
        }

        public var mode: ModeName
        public var teams: [Team]
    }

    private let sides: [ModeName: [RuleSet.Side]]
    private var pools: [ModeName: ModePool]
    private var entries: [TicketID: Entry] = [:]

    public init(modes: [Mode]) {
        sides = Dictionary(uniqueKeysWithValues: modes.map { ($0.name, $0.ruleSet.sides) })
        pools = Dictionary(uniqueKeysWithValues: modes.map { ($0.name, ModePool($0.ruleSet)) })
    }

    /// Takes a ticket in, or changes the modes in which it searches.
    public mutating func add(_ entry: Entry) {
        remove(entry.ticketID)
        entries[entry.ticketID] = entry
        for mode in entry.modes { pools[mode]?.insert(entry.age, size: entry.players) }
    }

    /// No effect when it isn't there.
    public mutating func remove(_ ticketID: TicketID) {
        guard let entry = entries.removeValue(forKey: ticketID) else { return }
        for mode in entry.modes { pools[mode]?.remove(entry.age, size: entry.players) }
    }

    /// The next match of a mode, whose tickets are taken out of all their modes; `nil` while there is none.
    public mutating func nextDraft(in mode: ModeName) -> Draft? {
        guard let teams = pools[mode]?.draft(), let sides = sides[mode] else { return nil }
        for ticketID in teams.joined() { remove(ticketID) }
        return Draft(
            mode: mode,
            teams: zip(sides, teams).map { side, tickets in Draft.Team(faction: side.faction, tickets: tickets) })
    }

    /// How many tickets search.
    public var count: Int { entries.count }

    public func playersSearching(in mode: ModeName) -> Int { pools[mode]?.players ?? 0 }
}
