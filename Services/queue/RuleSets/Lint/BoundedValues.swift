/// What a comparison with a number leaves of the values of one expression.
struct BoundedValues: Sendable, Hashable {
    private let expression: PropertyExpression
    private let aggregation: PartyAggregation
    private var range: ValueRange
    private var excludesLower = false
    private var excludesUpper = false

    /// `nil` for rules that leave no single range of numbers.
    init?(_ rule: ComparisonRule) {
        guard rule.measurements.count == 1, case .number(let number)? = rule.referenceValue else { return nil }
        expression = rule.measurements[0]
        aggregation = rule.partyAggregation ?? .avg
        switch rule.operation {
        case .less, .lessOrEqual: range = ValueRange(lower: -.infinity, upper: number)
        case .greater, .greaterOrEqual: range = ValueRange(lower: number, upper: .infinity)
        case .equal: range = ValueRange(number)
        case .notEqual: return nil
        }
        excludesLower = rule.operation == .greater
        excludesUpper = rule.operation == .less
    }

    /// Whether both are about the same values and have no number in common.
    func contradicts(_ other: BoundedValues) -> Bool {
        guard expression == other.expression, aggregation == other.aggregation else { return false }
        return isBelow(other) || other.isBelow(self)
    }

    private func isBelow(_ other: BoundedValues) -> Bool {
        range.upper < other.range.lower
            || range.upper == other.range.lower && (excludesUpper || other.excludesLower)
    }
}

extension RuleSet {
    /// The bounds that rules set which a match needs, by their names.
    var boundedValues: [String: BoundedValues] {
        var operands: Set<String> = []
        for case .compound(let rule) in rules { operands.formUnion(rule.statement.rules) }
        var bounds: [String: BoundedValues] = [:]
        for case .comparison(let rule) in rules where !operands.contains(rule.name) {
            bounds[rule.name] = BoundedValues(rule)
        }
        return bounds
    }
}
