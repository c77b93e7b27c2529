/// One property that an expansion relaxes.
struct RelaxedPlace: Sendable, Hashable {
    /// Whether a greater value is met by more matches.
    private enum Direction: Sendable, Hashable {
        case greaterIsWider
        case lessIsWider
        /// It can't be said.
        case neither
    }

    /// As in `rules[near].maxLatency`.
    let name: String
    /// What the property is at first; `nil` when it isn't set.
    let value: Expansion.Value?
    private let direction: Direction

    fileprivate init(_ team: RuleSet.Team, _ property: Expansion.TeamProperty) {
        name = "teams[\(team.name)].\(property.rawValue)"
        switch property {
        case .minPlayers: (value, direction) = (.number(Double(team.minPlayers)), .lessIsWider)
        case .maxPlayers: (value, direction) = (.number(Double(team.maxPlayers)), .greaterIsWider)
        }
    }

    fileprivate init(_ rule: Rule, _ property: Expansion.RuleProperty, isNegated: Bool) {
        name = "rules[\(rule.name)].\(property.rawValue)"
        value = rule.value(of: property)
        let direction: Direction =
            switch property {
            case .maxDistance, .maxCount, .maxLatency: .greaterIsWider
            case .minDistance, .minCount: .lessIsWider
            case .referenceValue: Self.direction(ofReferenceIn: rule)
            case .operation, .distanceReference, .partyAggregation, .sortDirection, .mapKey: .neither
            }
        self.direction = isNegated ? .neither : direction
    }

    private static func direction(ofReferenceIn rule: Rule) -> Direction {
        guard case .comparison(let rule) = rule else { return .neither }
        return switch rule.operation {
        case .less, .lessOrEqual: .greaterIsWider
        case .greater, .greaterOrEqual: .lessIsWider
        case .equal, .notEqual: .neither
        }
    }

    /// Whether fewer matches meet the one value than the other.
    func narrows(from before: Expansion.Value?, to after: Expansion.Value) -> Bool {
        guard direction != .neither, case .reference(.number(let new)) = after else { return false }
        // A bound where there was none.
        guard let before else { return true }
        guard case .reference(.number(let old)) = before else { return false }
        return direction == .greaterIsWider ? new < old : new > old
    }
}

extension Expansion {
    /// The properties that are meant.
    func places(in ruleSet: RuleSet) -> [RelaxedPlace] {
        switch target {
        case .teams(let names, let property):
            return ruleSet.teams.filter { names == ["*"] || names.contains($0.name) }.map { RelaxedPlace($0, property) }
        case .rules(let names, let property):
            let negated = ruleSet.negatedRules
            return names.compactMap(ruleSet.rule).map {
                RelaxedPlace($0, property, isNegated: negated.contains($0.name))
            }
        }
    }
}

extension RuleSet {
    /// Rules for which a match may need that they don't hold.
    fileprivate var negatedRules: Set<String> {
        var names: Set<String> = []
        for case .compound(let rule) in rules { names.formUnion(rule.statement.negatedRules) }
        return names
    }
}

extension CompoundStatement {
    fileprivate var negatedRules: [String] {
        switch self {
        case .rule: []
        case .and(let parts), .or(let parts): parts.flatMap(\.negatedRules)
        case .xor, .not: rules
        }
    }
}

extension Rule {
    /// What a property of the rule is; `nil` when it isn't set.
    fileprivate func value(of property: Expansion.RuleProperty) -> Expansion.Value? {
        func number(_ number: Double?) -> Expansion.Value? { number.map { .number($0) } }
        switch (self, property) {
        case (.comparison(let rule), .referenceValue): return rule.referenceValue.map { .reference($0) }
        case (.comparison(let rule), .operation): return .word(rule.operation.rawValue)
        case (.comparison(let rule), .partyAggregation): return rule.partyAggregation.map { .word($0.rawValue) }
        case (.distance(let rule), .referenceValue): return .reference(rule.referenceValue)
        case (.distance(let rule), .minDistance): return number(rule.minDistance)
        case (.distance(let rule), .maxDistance): return number(rule.maxDistance)
        case (.distance(let rule), .partyAggregation): return .word(rule.partyAggregation.rawValue)
        case (.batchDistance(let rule), .maxDistance): return number(rule.maxDistance)
        case (.batchDistance(let rule), .partyAggregation): return .word(rule.partyAggregation.rawValue)
        case (.collection(let rule), .referenceValue): return rule.referenceValue.map { .reference($0) }
        case (.collection(let rule), .operation): return .word(rule.operation.rawValue)
        case (.collection(let rule), .minCount): return number(rule.minCount.map(Double.init))
        case (.collection(let rule), .maxCount): return number(rule.maxCount.map(Double.init))
        case (.collection(let rule), .partyAggregation): return rule.partyAggregation.map { .word($0.rawValue) }
        case (.latency(let rule), .maxLatency): return number(rule.maxLatency)
        case (.latency(let rule), .maxDistance): return number(rule.maxDistance)
        case (.latency(let rule), .distanceReference): return rule.distanceReference.map { .word($0.rawValue) }
        case (.latency(let rule), .partyAggregation): return .word(rule.partyAggregation.rawValue)
        case (.distanceSort(let rule), .sortDirection), (.absoluteSort(let rule), .sortDirection):
            return .word(rule.sortDirection.rawValue)
        case (.distanceSort(let rule), .mapKey), (.absoluteSort(let rule), .mapKey):
            return rule.mapKey.map { .word($0.rawValue) }
        case (.distanceSort(let rule), .partyAggregation), (.absoluteSort(let rule), .partyAggregation):
            return .word(rule.partyAggregation.rawValue)
        default: return nil
        }
    }
}
