import Contracts
import ModesCore
import RuleSetsCore

/// Who plays whom: the tickets of one shard that search, and the matches that they make.
///
/// A value without clocks, storage or chance of its own: what it does follows from the order of the calls, their times and
/// the seed. It knows nothing of ready checks and servers. A ticket leaves all its modes in the step in which one of them
/// matches it.
public struct Matchmaker: Sendable {
    private let sides: [ModeName: [RuleSet.Side]]
    private var pools: [ModeName: ModePool]
    private var entries: [TicketID: SearchEntry] = [:]

    public init(modes: [Mode]) {
        sides = Dictionary(uniqueKeysWithValues: modes.map { ($0.name, $0.ruleSet.sides) })
        pools = Dictionary(uniqueKeysWithValues: modes.map { ($0.name, ModePool($0.ruleSet)) })
    }

    /// Takes a ticket in, or changes what it searches for.
    public mutating func add(_ entry: SearchEntry, at now: Timestamp) {
        remove(entry.ticketID)
        entries[entry.ticketID] = entry
        for mode in entry.modes { pools[mode]?.insert(entry.age, size: entry.players.count) }
    }

    /// No effect when it isn't there.
    public mutating func remove(_ ticketID: TicketID) {
        guard let entry = entries.removeValue(forKey: ticketID) else { return }
        for mode in entry.modes { pools[mode]?.remove(entry.age, size: entry.players.count) }
    }

    /// The next moment at which time alone may make a match, by letting a rule widen; `nil` while only another ticket can.
    public var nextWake: Timestamp? { nil }

    /// Lets time pass, and looks for the matches that this makes possible. True when there are some.
    public mutating func advance(to now: Timestamp) -> Bool { false }

    /// The next match of a mode, whose tickets are taken out of all their modes; `nil` while there is none.
    public mutating func nextDraft(in mode: ModeName) -> Draft? {
        guard let teams = pools[mode]?.draft(), let sides = sides[mode] else { return nil }
        let members = teams.joined().compactMap { entries[$0] }
        for ticketID in teams.joined() { remove(ticketID) }
        return Draft(
            mode: mode,
            teams: zip(sides, teams).map { side, tickets in Draft.Team(faction: side.faction, tickets: tickets) },
            regions: Self.commonRegions(of: members.flatMap(\.players)))
    }

    /// How many tickets search.
    public var count: Int { entries.count }

    public func playersSearching(in mode: ModeName) -> Int { pools[mode]?.players ?? 0 }

    /// Regions that all have measured, the best for the worst-off first.
    private static func commonRegions(of players: [TicketPlayer]) -> [String] {
        guard let first = players.first else { return [] }
        let worst = first.latencies.keys.compactMap { region -> (region: String, latency: Double)? in
            var highest = -Double.infinity
            for player in players {
                guard let latency = player.latencies[region] else { return nil }
                highest = max(highest, latency)
            }
            return (region, highest)
        }
        return worst.sorted { ($0.latency, $0.region) < ($1.latency, $1.region) }.map(\.region)
    }
}

extension SearchEntry {
    fileprivate var age: AgeQueue.Entry { AgeQueue.Entry(enqueuedAt: enqueuedAt, ticketID: ticketID) }
}
