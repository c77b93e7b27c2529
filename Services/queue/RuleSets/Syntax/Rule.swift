/// A member of `rules`.
public enum Rule: Sendable, Hashable {
    case comparison(ComparisonRule)
    case distance(DistanceRule)
    case batchDistance(BatchDistanceRule)
    case collection(CollectionRule)
    case latency(LatencyRule)
    case distanceSort(SortRule)
    case absoluteSort(SortRule)
    case compound(CompoundRule)

    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case comparison
        case distance
        case batchDistance
        case collection
        case latency
        case distanceSort
        case absoluteSort
        case compound
    }

    public var kind: Kind {
        switch self {
        case .comparison: .comparison
        case .distance: .distance
        case .batchDistance: .batchDistance
        case .collection: .collection
        case .latency: .latency
        case .distanceSort: .distanceSort
        case .absoluteSort: .absoluteSort
        case .compound: .compound
        }
    }

    public var name: String {
        switch self {
        case .comparison(let rule): rule.name
        case .distance(let rule): rule.name
        case .batchDistance(let rule): rule.name
        case .collection(let rule): rule.name
        case .latency(let rule): rule.name
        case .distanceSort(let rule), .absoluteSort(let rule): rule.name
        case .compound(let rule): rule.name
        }
    }

    /// Whether the rule orders tickets and leaves every match possible.
    public var isSort: Bool { kind == .distanceSort || kind == .absoluteSort }
}

/// What one number stands for the players of a ticket.
public enum PartyAggregation: String, Sendable, Hashable, CaseIterable {
    case min
    case max
    case avg
}

/// What stands in a rule's `referenceValue`.
public enum ReferenceValue: Sendable, Hashable {
    case number(Double)
    case string(String)
    case stringList([String])
    case expression(PropertyExpression)
}
