/// Whether one rule holds for a match, and what was measured.
public struct RuleVerdict: Sendable, Hashable {
    /// A value of a match.
    public enum Measured: Sendable, Hashable {
        case number(Double)
        case string(String)
    }

    /// What a measured value must be.
    public enum Bound: Sendable, Hashable {
        /// Within both, inclusive.
        case range(min: Double?, max: Double?)
        /// So compared with the value.
        case compared(ComparisonRule.Operation, Measured)
        /// Measured is how many different values there are, which must be at most one.
        case allEqual
        /// Measured is how many values are there a second time, which must be none.
        case allDifferent
        /// The rules in it hold as it says.
        case statement(CompoundStatement)
    }

    public var rule: String
    public var kind: Rule.Kind
    public var holds: Bool
    /// Whether the match needs the rule: sorting rules never, and no rule that a compound rule names.
    public var isRequired: Bool
    /// The value furthest beyond its bound, or nearest to it when the rule holds. `nil` for compound and sorting rules, and
    /// where nothing could be measured.
    public var measured: Measured?
    public var bound: Bound?
    /// Why nothing could be measured.
    public var reason: String?
}

/// What a rule set says of a match.
public struct MatchVerdict: Sendable, Hashable {
    /// The age that expansions went by, seconds.
    public var age: Double
    /// The region in which the rules were judged: the best in which all hold, else the best that all players know.
    public var region: String?
    /// What is wrong with the match itself: sizes of teams, players without an attribute, a player twice.
    public var problems: [String]
    /// One for each rule, in the order of the file.
    public var rules: [RuleVerdict]

    /// Whether the match may be made.
    public var holds: Bool { problems.isEmpty && rules.allSatisfy { $0.holds || !$0.isRequired } }

    /// The rules for which it may not.
    public var failing: [RuleVerdict] { rules.filter { $0.isRequired && !$0.holds } }

    public subscript(rule: String) -> RuleVerdict? { rules.first { $0.rule == rule } }
}
