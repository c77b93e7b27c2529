import RuleSetsCore

/// Why a ticket hasn't been matched: what keeps it from the other tickets of a mode, as far as can be said of two tickets by
/// themselves. Rules that judge whole matches, such as those about teams, keep no pair apart.
public struct SearchExplanation: Sendable, Hashable {
    public enum Condition: Sendable, Hashable {
        /// By name.
        case rule(String)
        /// Their parties don't have room in one match.
        case teamSizes
        /// One has blocked the other.
        case blocks
    }

    /// A step of an expansion that is still to come for the ticket.
    public struct Widening: Sendable, Hashable {
        /// From now on.
        public var after: Duration
        public var property: Expansion.RuleProperty
        public var value: Expansion.Value

        public init(after: Duration, property: Expansion.RuleProperty, value: Expansion.Value) {
            self.after = after
            self.property = property
            self.value = value
        }
    }

    public struct Exclusion: Sendable, Hashable {
        public var condition: Condition
        /// How many of the others it keeps from the ticket, and how many of these nothing else does.
        public var excluded: Int
        public var excludedAlone: Int
        /// By how much the rule's number would have to be wider for the nearest of those whom it alone excludes; `nil` when it
        /// excludes nobody alone, or goes by no number.
        public var nearestMiss: Double?
        /// How long it takes until its expansions let the first of them in, if nothing else changes; `nil` when they don't.
        public var opensAfter: Duration?
        /// Soonest first.
        public var widenings: [Widening]

        public init(
            condition: Condition, excluded: Int, excludedAlone: Int, nearestMiss: Double? = nil,
            opensAfter: Duration? = nil, widenings: [Widening]
        ) {
            self.condition = condition
            self.excluded = excluded
            self.excludedAlone = excludedAlone
            self.nearestMiss = nearestMiss
            self.opensAfter = opensAfter
            self.widenings = widenings
        }
    }

    /// How many other tickets search in the mode, and how many of them nothing keeps from the ticket.
    public var others: Int
    public var possible: Int
    /// How many players are missing for the smallest match, when all who are possible play.
    public var missingPlayers: Int
    /// In the order of the rule set, then team sizes and blocks. Rules that judge only whole matches aren't among them.
    public var exclusions: [Exclusion]
    /// Rules that judge only whole matches: when enough are possible and there is no match, it is one of these, or that no
    /// group of them suits one another.
    public var rulesOfWholeMatches: [String]
}
