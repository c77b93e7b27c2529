/// Counts what lists of strings have in common.
public struct CollectionRule: Sendable, Hashable {
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        /// How many values all collections have in common.
        case intersection
        /// How many collections contain the reference value.
        case contains
        /// How many values of a collection are in the reference value; counted for each collection by itself.
        case referenceIntersectionCount = "reference_intersection_count"
    }

    /// What stands for the players of a ticket.
    public enum PartyAggregation: String, Sendable, Hashable, CaseIterable {
        case union
        case intersection
    }

    public var name: String
    /// At least one; the rule must hold for each.
    public var measurements: [PropertyExpression]
    public var operation: Operation
    /// None for `intersection`, a string for `contains`, strings or an expression for `referenceIntersectionCount`.
    public var referenceValue: ReferenceValue?
    /// At least one of the two is there; both inclusive.
    public var minCount: Int?
    public var maxCount: Int?
    /// `nil` when the file says none: then it is `union`, while `contains` counts players, each with his own.
    public var partyAggregation: PartyAggregation?

    public init(
        name: String, measurements: [PropertyExpression], operation: Operation, referenceValue: ReferenceValue? = nil,
        minCount: Int? = nil, maxCount: Int? = nil, partyAggregation: PartyAggregation? = nil
    ) {
        self.name = name
        self.measurements = measurements
        self.operation = operation
        self.referenceValue = referenceValue
        self.minCount = minCount
        self.maxCount = maxCount
        self.partyAggregation = partyAggregation
    }
}
