/// Says which tickets are tried first with the oldest one. It excludes none.
public struct SortRule: Sendable, Hashable {
    public enum Direction: String, Sendable, Hashable, CaseIterable {
        case ascending
        case descending
    }

    /// Which key of the oldest ticket's map is compared.
    public enum MapKey: String, Sendable, Hashable, CaseIterable {
        /// The one with the least value.
        case minValue
        /// The one with the greatest value.
        case maxValue
    }

    public var name: String
    public var sortDirection: Direction
    /// A number or a map; for `absoluteSort` also a string.
    public var sortAttribute: String
    /// There is one exactly when the attribute is a map.
    public var mapKey: MapKey?
    public var partyAggregation: PartyAggregation

    public init(
        name: String, sortDirection: Direction, sortAttribute: String, mapKey: MapKey? = nil,
        partyAggregation: PartyAggregation = .avg
    ) {
        self.name = name
        self.sortDirection = sortDirection
        self.sortAttribute = sortAttribute
        self.mapKey = mapKey
        self.partyAggregation = partyAggregation
    }
}
