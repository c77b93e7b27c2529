extension Rule {
    /// Whether the rule has such a property: its type has, and where the property decides what the rule means, it is there.
    func has(_ property: Expansion.RuleProperty) -> Bool {
        switch self {
        case .comparison(let rule):
            [.operation, .partyAggregation].contains(property)
                || property == .referenceValue && rule.referenceValue != nil
        case .distance: [.referenceValue, .minDistance, .maxDistance, .partyAggregation].contains(property)
        case .batchDistance: [.maxDistance, .partyAggregation].contains(property)
        case .collection(let rule):
            [.operation, .minCount, .maxCount, .partyAggregation].contains(property)
                || property == .referenceValue && rule.referenceValue != nil
        case .latency: [.maxLatency, .maxDistance, .distanceReference, .partyAggregation].contains(property)
        case .distanceSort, .absoluteSort: [.sortDirection, .mapKey, .partyAggregation].contains(property)
        case .compound: false
        }
    }

    /// The rule with another value of one property; `nil` when the rule has no such property or the value doesn't fit it.
    func setting(_ property: Expansion.RuleProperty, to value: Expansion.Value) -> Rule? {
        guard has(property) else { return nil }
        switch self {
        case .comparison(var rule):
            switch property {
            case .referenceValue: guard set(&rule.referenceValue, value) else { return nil }
            case .operation: guard set(&rule.operation, value) else { return nil }
            case .partyAggregation: guard set(&rule.partyAggregation, value) else { return nil }
            default: return nil
            }
            return .comparison(rule)
        case .distance(var rule):
            switch property {
            case .referenceValue: guard set(&rule.referenceValue, value) else { return nil }
            case .minDistance: guard set(&rule.minDistance, value) else { return nil }
            case .maxDistance: guard set(&rule.maxDistance, value) else { return nil }
            case .partyAggregation: guard set(&rule.partyAggregation, value) else { return nil }
            default: return nil
            }
            return .distance(rule)
        case .batchDistance(var rule):
            switch property {
            case .maxDistance: guard set(&rule.maxDistance, value) else { return nil }
            case .partyAggregation: guard set(&rule.partyAggregation, value) else { return nil }
            default: return nil
            }
            return .batchDistance(rule)
        case .collection(var rule):
            switch property {
            case .referenceValue: guard set(&rule.referenceValue, value) else { return nil }
            case .operation: guard set(&rule.operation, value) else { return nil }
            case .minCount: guard set(&rule.minCount, value) else { return nil }
            case .maxCount: guard set(&rule.maxCount, value) else { return nil }
            case .partyAggregation: guard set(&rule.partyAggregation, value) else { return nil }
            default: return nil
            }
            return .collection(rule)
        case .latency(var rule):
            switch property {
            case .maxLatency: guard set(&rule.maxLatency, value) else { return nil }
            case .maxDistance: guard set(&rule.maxDistance, value) else { return nil }
            case .distanceReference: guard set(&rule.distanceReference, value) else { return nil }
            case .partyAggregation: guard set(&rule.partyAggregation, value) else { return nil }
            default: return nil
            }
            return .latency(rule)
        case .distanceSort(let rule): return rule.setting(property, to: value).map { .distanceSort($0) }
        case .absoluteSort(let rule): return rule.setting(property, to: value).map { .absoluteSort($0) }
        case .compound: return nil
        }
    }
}

extension SortRule {
    fileprivate func setting(_ property: Expansion.RuleProperty, to value: Expansion.Value) -> SortRule? {
        var rule = self
        switch property {
        case .sortDirection: guard set(&rule.sortDirection, value) else { return nil }
        case .mapKey: guard set(&rule.mapKey, value) else { return nil }
        case .partyAggregation: guard set(&rule.partyAggregation, value) else { return nil }
        default: return nil
        }
        return rule
    }
}

// Each gives whether the value fits.

private func set(_ number: inout Double?, _ value: Expansion.Value) -> Bool {
    guard case .reference(.number(let new)) = value, new >= 0 else { return false }
    number = new
    return true
}

private func set(_ count: inout Int?, _ value: Expansion.Value) -> Bool {
    guard case .reference(.number(let new)) = value, new >= 0, let whole = Int(exactly: new) else { return false }
    count = whole
    return true
}

private func set(_ reference: inout ReferenceValue?, _ value: Expansion.Value) -> Bool {
    guard case .reference(let new) = value else { return false }
    reference = new
    return true
}

private func set(_ reference: inout ReferenceValue, _ value: Expansion.Value) -> Bool {
    guard case .reference(let new) = value else { return false }
    reference = new
    return true
}

private func set<Word: RawRepresentable<String>>(_ word: inout Word, _ value: Expansion.Value) -> Bool {
    guard case .word(let text) = value, let new = Word(rawValue: text) else { return false }
    word = new
    return true
}

private func set<Word: RawRepresentable<String>>(_ word: inout Word?, _ value: Expansion.Value) -> Bool {
    guard case .word(let text) = value, let new = Word(rawValue: text) else { return false }
    word = new
    return true
}
