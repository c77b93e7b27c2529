/// A FlexMatch rule set, version 1.0, as far as it is honoured: its teams.
public struct RuleSet: Sendable, Hashable {
    /// One member of `teams`: `quantity` sides alike.
    public struct Team: Sendable, Hashable {
        public var name: String
        public var minPlayers: Int
        public var maxPlayers: Int
        public var quantity: Int

        public init(name: String, minPlayers: Int, maxPlayers: Int, quantity: Int = 1) {
            self.name = name
            self.minPlayers = minPlayers
            self.maxPlayers = maxPlayers
            self.quantity = quantity
        }
    }

    /// One side of a match.
    public struct Side: Sendable, Hashable {
        /// The team's name; with a number from 1, as in `red_2`, when there are several alike.
        public var faction: String
        public var minPlayers: Int
        public var maxPlayers: Int
    }

    public var name: String?
    public var teams: [Team]

    public init(name: String? = nil, teams: [Team]) {
        self.name = name
        self.teams = teams
    }

    /// The sides of a match, in the order of the file.
    public var sides: [Side] {
        teams.flatMap { team in
            (1...max(1, team.quantity)).map { number in
                Side(
                    faction: team.quantity > 1 ? "\(team.name)_\(number)" : team.name, minPlayers: team.minPlayers,
                    maxPlayers: team.maxPlayers)
            }
        }
    }

    /// The fewest players that a match has.
    public var minPlayers: Int { teams.reduce(0) { $0 + $1.minPlayers * $1.quantity } }
    /// The most players that a match has.
    public var maxPlayers: Int { teams.reduce(0) { $0 + $1.maxPlayers * $1.quantity } }
    /// The largest party that can play together.
    public var largestSide: Int { teams.map(\.maxPlayers).max() ?? 0 }
}
