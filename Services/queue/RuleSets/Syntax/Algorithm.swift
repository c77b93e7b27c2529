/// How matches are searched for.
public struct Algorithm: Sendable, Hashable {
    public enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// A match is built around the oldest ticket, under all rules.
        case exhaustiveSearch
        /// The teams are made even by `balancedAttribute`; asked of all matches of more than 40 players.
        case balanced
    }

    /// Which tickets are looked at together.
    public enum BatchingPreference: String, Sendable, Hashable, CaseIterable {
        /// Any; the default of an exhaustive search.
        case random
        /// Those alike by `sortByAttributes`.
        case sorted
        /// Those that some region suits; the default of the balanced strategy.
        case largestPopulation
        /// Those whose fastest region is the same.
        case fastestRegion

        /// The strategy that knows the preference.
        public var strategy: Strategy {
            switch self {
            case .random, .sorted: .exhaustiveSearch
            case .largestPopulation, .fastestRegion: .balanced
            }
        }
    }

    /// Which ticket's age the expansions of a match go by.
    public enum ExpansionAge: String, Sendable, Hashable, CaseIterable {
        case newest
        case oldest
    }

    /// When tickets that fill a running match are looked at.
    public enum BackfillPriority: String, Sendable, Hashable, CaseIterable {
        case normal
        case low
        case high
    }

    public var strategy: Strategy
    public var batchingPreference: BatchingPreference
    /// The number by which teams are made even; there is one when the strategy is `balanced`.
    public var balancedAttribute: String?
    /// Strings and numbers by which tickets are sorted, in this order; not empty when the preference is `sorted`.
    public var sortByAttributes: [String]
    public var expansionAgeSelection: ExpansionAge
    public var backfillPriority: BackfillPriority

    public init(
        strategy: Strategy = .exhaustiveSearch, batchingPreference: BatchingPreference? = nil,
        balancedAttribute: String? = nil, sortByAttributes: [String] = [],
        expansionAgeSelection: ExpansionAge = .newest, backfillPriority: BackfillPriority = .normal
    ) {
        self.strategy = strategy
        self.batchingPreference = batchingPreference ?? (strategy == .balanced ? .largestPopulation : .random)
        self.balancedAttribute = balancedAttribute
        self.sortByAttributes = sortByAttributes
        self.expansionAgeSelection = expansionAgeSelection
        self.backfillPriority = backfillPriority
    }
}
