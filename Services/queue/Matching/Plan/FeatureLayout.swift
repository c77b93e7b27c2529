import RuleSetsCore

/// Which values of tickets a mode's rules look at, and where they stand.
struct FeatureLayout: Sendable {
    enum Kind: Sendable, Hashable {
        /// One number for all players of a ticket.
        case number(PartyAggregation)
        /// One list for all players of a ticket.
        case list(CollectionRule.PartyAggregation)
        /// What each player has.
        case own
        case playerID
    }

    enum ValueType: Sendable, Hashable {
        case number
        case text
        case list
        case map
    }

    struct Feature: Sendable, Hashable {
        /// Its place among the declared attributes; without meaning for player ids.
        var attribute: Int
        var kind: Kind
        var type: ValueType
    }

    /// Where a value stands.
    enum Place: Sendable, Hashable {
        case ticket(Int)
        case player(Int)
    }

    private(set) var ticketFeatures: [Feature] = []
    private(set) var playerFeatures: [Feature] = []
    /// Whether some feature looks at an attribute, by its place among the declared ones.
    func looksAt(_ attribute: Int) -> Bool {
        (ticketFeatures + playerFeatures).contains { $0.attribute == attribute && $0.kind != .playerID }
    }

    /// Under which aggregations latencies are kept, beside that of the player who is worst off.
    private(set) var latencyAggregations: [PartyAggregation] = []

    /// The words of a ticket of so many players.
    func words(of size: Int) -> Int { ticketFeatures.count + size * playerFeatures.count }

    /// Where the feature stands, which is kept from now on.
    mutating func place(of feature: Feature) -> Place {
        switch feature.kind {
        case .number, .list:
            if let index = ticketFeatures.firstIndex(of: feature) { return .ticket(index) }
            ticketFeatures.append(feature)
            return .ticket(ticketFeatures.count - 1)
        case .own, .playerID:
            if let index = playerFeatures.firstIndex(of: feature) { return .player(index) }
            playerFeatures.append(feature)
            return .player(playerFeatures.count - 1)
        }
    }

    mutating func place(of aggregation: PartyAggregation) -> Int {
        if let index = latencyAggregations.firstIndex(of: aggregation) { return index }
        latencyAggregations.append(aggregation)
        return latencyAggregations.count - 1
    }
}
