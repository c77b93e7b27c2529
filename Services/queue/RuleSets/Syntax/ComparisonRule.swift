/// Compares values with a reference value; or, without one, asks that players have all the same or all different values.
public struct ComparisonRule: Sendable, Hashable {
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case less = "<"
        case lessOrEqual = "<="
        case equal = "="
        case notEqual = "!="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    public var name: String
    /// At least one; the rule must hold for each.
    public var measurements: [PropertyExpression]
    /// A number, a string or an expression. Without it the operation is `equal` or `notEqual`.
    public var referenceValue: ReferenceValue?
    public var operation: Operation
    /// `nil` when the file says none: then it is `avg` against a reference value, while among players each has his own.
    public var partyAggregation: PartyAggregation?

    public init(
        name: String, measurements: [PropertyExpression], referenceValue: ReferenceValue? = nil, operation: Operation,
        partyAggregation: PartyAggregation? = nil
    ) {
        self.name = name
        self.measurements = measurements
        self.referenceValue = referenceValue
        self.operation = operation
        self.partyAggregation = partyAggregation
    }
}
