import Contracts

/// A match as it would be: who would play, with whom, on which side.
public struct MatchCandidate: Sendable, Hashable {
    public struct Player: Sendable, Hashable {
        public var id: PlayerID
        /// What the player brought. What is missing or of another type than declared counts as its default.
        public var attributes: [String: AttributeValue]
        /// Milliseconds by region.
        public var latencies: [String: Double]

        public init(id: PlayerID, attributes: [String: AttributeValue] = [:], latencies: [String: Double] = [:]) {
            self.id = id
            self.attributes = attributes
            self.latencies = latencies
        }
    }

    /// One or more players who stay together.
    public struct Ticket: Sendable, Hashable {
        public var id: TicketID
        /// How long the ticket has waited, seconds.
        public var age: Double
        public var players: [Player]

        public init(id: TicketID, age: Double = 0, players: [Player]) {
            self.id = id
            self.age = age
            self.players = players
        }
    }

    public struct Team: Sendable, Hashable {
        /// The name of a `RuleSet.Side`.
        public var faction: String
        public var tickets: [Ticket]

        public init(faction: String, tickets: [Ticket]) {
            self.faction = faction
            self.tickets = tickets
        }

        public var players: [Player] { tickets.flatMap(\.players) }
    }

    public var teams: [Team]

    public init(teams: [Team]) { self.teams = teams }

    public var tickets: [Ticket] { teams.flatMap(\.tickets) }
    public var players: [Player] { teams.flatMap(\.players) }

    /// The age that expansions go by, seconds; 0 without tickets.
    public func age(by selection: Algorithm.ExpansionAge) -> Double {
        let ages = tickets.map(\.age)
        return (selection == .newest ? ages.min() : ages.max()) ?? 0
    }

    /// The regions for which every player has a latency, best first: by the latency of the player who is worst off there,
    /// then by name.
    public var sharedRegions: [String] {
        let players = players
        guard let first = players.first else { return [] }
        let regions = first.latencies.keys.compactMap { region -> (worst: Double, name: String)? in
            let latencies = players.compactMap { $0.latencies[region] }
            guard latencies.count == players.count, let worst = latencies.max() else { return nil }
            return (worst, region)
        }
        return regions.sorted { ($0.worst, $0.name) < ($1.worst, $1.name) }.map(\.name)
    }
}
