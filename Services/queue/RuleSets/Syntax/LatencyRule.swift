/// Asks for a region that suits all tickets of a match.
public struct LatencyRule: Sendable, Hashable {
    /// What `maxDistance` is measured from: the least or the average latency of the tickets in the region.
    public enum DistanceReference: String, Sendable, Hashable, CaseIterable {
        case min
        case avg
    }

    public var name: String
    /// Milliseconds, inclusive. At least one of the two is there.
    public var maxLatency: Double?
    /// Milliseconds, inclusive; with `distanceReference`.
    public var maxDistance: Double?
    public var distanceReference: DistanceReference?
    public var partyAggregation: PartyAggregation

    public init(
        name: String, maxLatency: Double? = nil, maxDistance: Double? = nil,
        distanceReference: DistanceReference? = nil, partyAggregation: PartyAggregation = .avg
    ) {
        self.name = name
        self.maxLatency = maxLatency
        self.maxDistance = maxDistance
        self.distanceReference = distanceReference
        self.partyAggregation = partyAggregation
    }
}
