/// Asks that all tickets of a match are alike in one attribute: numbers within a distance, strings equal.
public struct BatchDistanceRule: Sendable, Hashable {
    public var name: String
    /// A number or a string.
    public var batchAttribute: String
    /// The most by which two tickets may differ, inclusive; there is one exactly when the attribute is a number.
    public var maxDistance: Double?
    /// For numbers. Strings are equal for all players.
    public var partyAggregation: PartyAggregation

    public init(
        name: String, batchAttribute: String, maxDistance: Double? = nil, partyAggregation: PartyAggregation = .avg
    ) {
        self.name = name
        self.batchAttribute = batchAttribute
        self.maxDistance = maxDistance
        self.partyAggregation = partyAggregation
    }
}
