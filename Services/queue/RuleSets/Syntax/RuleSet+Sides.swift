extension RuleSet {
    /// One side of a match.
    public struct Side: Sendable, Hashable {
        /// The team's name; with a number from 1, as in `red_2`, when there are several alike.
        public var faction: String
        public var minPlayers: Int
        public var maxPlayers: Int
    }

    /// The sides of a match, in the order of the file.
    public var sides: [Side] {
        teams.flatMap { team in
            team.factions.map { Side(faction: $0, minPlayers: team.minPlayers, maxPlayers: team.maxPlayers) }
        }
    }

    /// The fewest players that a match has.
    public var minPlayers: Int { teams.reduce(0) { $0 + $1.minPlayers * $1.quantity } }
    /// The most players that a match has.
    public var maxPlayers: Int { teams.reduce(0) { $0 + $1.maxPlayers * $1.quantity } }
    /// The largest party that can play together.
    public var largestSide: Int { teams.map(\.maxPlayers).max() ?? 0 }
    /// Whether a match may have more than 40 players, for which the language allows latency and batch distance rules only.
    public var isLarge: Bool { maxPlayers > RuleSetLimits.smallMatch }
}

extension RuleSet.Team {
    /// The names of the team's sides.
    public var factions: [String] { quantity > 1 ? (1...quantity).map { "\(name)_\($0)" } : [name] }
}
