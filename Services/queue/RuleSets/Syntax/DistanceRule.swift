/// Bounds how far numbers are from a reference value.
public struct DistanceRule: Sendable, Hashable {
    public var name: String
    /// At least one; the rule must hold for each number of each.
    public var measurements: [PropertyExpression]
    /// A number or an expression.
    public var referenceValue: ReferenceValue
    /// At least one of the two is there; both inclusive.
    public var minDistance: Double?
    public var maxDistance: Double?
    public var partyAggregation: PartyAggregation

    public init(
        name: String, measurements: [PropertyExpression], referenceValue: ReferenceValue, minDistance: Double? = nil,
        maxDistance: Double? = nil, partyAggregation: PartyAggregation = .avg
    ) {
        self.name = name
        self.measurements = measurements
        self.referenceValue = referenceValue
        self.minDistance = minDistance
        self.maxDistance = maxDistance
        self.partyAggregation = partyAggregation
    }
}
