/// A FlexMatch rule set, version 1.0: how large the teams of a match are, what must be true of its players, and how that
/// is relaxed as they wait. Checked by `RuleSetReader`; what is built by hand is not.
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

    /// A label, without meaning for matching.
    public var name: String?
    public var playerAttributes: [PlayerAttribute]
    public var algorithm: Algorithm
    public var teams: [Team]
    /// In the order of the file, which is the order in which sorting rules sort. Their names differ.
    public var rules: [Rule]
    public var expansions: [Expansion]

    public init(
        name: String? = nil, playerAttributes: [PlayerAttribute] = [], algorithm: Algorithm = Algorithm(),
        teams: [Team], rules: [Rule] = [], expansions: [Expansion] = []
    ) {
        self.name = name
        self.playerAttributes = playerAttributes
        self.algorithm = algorithm
        self.teams = teams
        self.rules = rules
        self.expansions = expansions
    }

    /// The attribute declared under a name, or the rating that is always there.
    public func attribute(_ name: String) -> PlayerAttribute? {
        playerAttributes.first { $0.name == name } ?? (name == PlayerAttribute.rating.name ? .rating : nil)
    }

    /// The rule of a name.
    public func rule(_ name: String) -> Rule? { rules.first { $0.name == name } }
}
