/// Finds what is odd about a rule set that can be read: rules that can never hold or exclude nothing, what is declared for
/// nothing, expansions that narrow. None of it keeps a rule set from being used.
public struct RuleSetLint: Sendable {
    private let ruleSet: RuleSet
    private let path: String
    private(set) var warnings: [JSONFault] = []

    /// All warnings, each once, by the order of the file; `path` is where the rule set stands.
    public static func warnings(of ruleSet: RuleSet, path: String) -> [JSONFault] {
        var lint = RuleSetLint(ruleSet: ruleSet, path: path)
        lint.attributes()
        lint.algorithm()
        lint.expressions()
        lint.feasibility()
        lint.contradictions()
        lint.expansions()
        return lint.warnings
    }

    private init(ruleSet: RuleSet, path: String) {
        self.ruleSet = ruleSet
        self.path = path
    }

    private mutating func warn(_ place: String, _ message: String) {
        let warning = JSONFault("\(path).\(place)", message)
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    // MARK: Attributes and algorithm

    private mutating func attributes() {
        var used: Set<String> = Set(ruleSet.algorithm.sortByAttributes)
        if let balanced = ruleSet.algorithm.balancedAttribute { used.insert(balanced) }
        for stage in ruleSet.stages {
            for rule in stage.ruleSet.rules { used.formUnion(rule.attributes) }
        }
        for (index, attribute) in ruleSet.playerAttributes.enumerated() where !used.contains(attribute.name) {
            warn("playerAttributes[\(index)]", "'\(attribute.name)' is used by no rule; players only bring it along")
        }
    }

    private mutating func algorithm() {
        let algorithm = ruleSet.algorithm
        if algorithm.strategy == .balanced, algorithm.backfillPriority != .normal {
            warn("algorithm.backfillPriority", "is for the strategy exhaustiveSearch")
        }
        if algorithm.strategy == .exhaustiveSearch, algorithm.balancedAttribute != nil {
            warn("algorithm.balancedAttribute", "is for the strategy balanced")
        }
        if algorithm.batchingPreference != .sorted, !algorithm.sortByAttributes.isEmpty {
            warn("algorithm.sortByAttributes", "is for the batchingPreference sorted")
        }
    }

    // MARK: Rules

    private mutating func expressions() {
        for (index, rule) in ruleSet.rules.enumerated() {
            for expression in rule.expressions where flattensInVain(expression) {
                warn("rules[\(index)]", "'\(expression)' has a flatten of a list that isn't nested")
            }
            switch rule {
            case .comparison(let rule):
                let types = rule.measurements.compactMap(type)
                if rule.referenceValue == nil, types.contains(where: { $0.depth > 1 }) {
                    warn(
                        "rules[\(index)].measurements",
                        "compares players within each team only; flatten(…) compares all of the match")
                }
                if rule.partyAggregation != nil, types.allSatisfy({ $0.element == .string }) {
                    warn("rules[\(index)].partyAggregation", "is for numbers")
                }
            case .collection(let rule):
                if rule.operation == .intersection, rule.measurements.compactMap(type).contains(where: { $0.depth > 2 })
                {
                    warn(
                        "rules[\(index)].measurements",
                        "looks for what each team has in common by itself; flatten(…) does so for all of the match")
                }
            case .latency(let rule):
                if rule.maxLatency == 0 { warn("rules[\(index)].maxLatency", "of 0 suits hardly anybody") }
            case .batchDistance(let rule):
                if ruleSet.attribute(rule.batchAttribute)?.type == .string, rule.partyAggregation != .avg {
                    warn("rules[\(index)].partyAggregation", "is for numbers")
                }
            default: break
            }
        }
    }

    private func type(of expression: PropertyExpression) -> ExpressionType? {
        do {
            return try expression.type(in: ruleSet)
        } catch {
            return nil  // a rule set that was checked has none without a type
        }
    }

    private func flattensInVain(_ expression: PropertyExpression) -> Bool {
        guard case .apply(let function, let inner) = expression else { return false }
        return function == .flatten && type(of: inner)?.depth == 1 || flattensInVain(inner)
    }

    private mutating func feasibility() {
        let stages = ruleSet.stages.map { ($0.age, Feasibility.ofRules(in: $0.ruleSet)) }
        for (index, rule) in ruleSet.rules.enumerated() where !rule.isSort {
            let known = stages.map { (age: $0.0, feasibility: $0.1[rule.name] ?? .open) }
            let first = known.first { $0.feasibility.canHold }
            if let first, first.age > 0 {
                warn("rules[\(index)]", "'\(rule.name)' can't hold before a wait of \(first.age) s")
            } else if first == nil {
                warn("rules[\(index)]", "'\(rule.name)' can never hold")
            } else if known.allSatisfy({ !$0.feasibility.canFail }) {
                warn("rules[\(index)]", "'\(rule.name)' holds for every match")
            }
        }
    }

    /// Pairs of rules of the same values that leave no number to either.
    private mutating func contradictions() {
        let stages = ruleSet.stages.map { $0.ruleSet.boundedValues }
        for (index, rule) in ruleSet.rules.enumerated() {
            for other in ruleSet.rules[..<index] {
                let isContradiction = stages.allSatisfy { bounds in
                    guard let one = bounds[rule.name], let two = bounds[other.name] else { return false }
                    return one.contradicts(two)
                }
                if isContradiction {
                    warn("rules[\(index)]", "'\(rule.name)' and '\(other.name)' can never hold together")
                }
            }
        }
    }

    // MARK: Expansions

    private mutating func expansions() {
        for (index, expansion) in ruleSet.expansions.enumerated() {
            for place in expansion.places(in: ruleSet) {
                var before = place.value
                for (number, step) in expansion.steps.enumerated() {
                    if step.value == before {
                        warn("expansions[\(index)].steps[\(number)].value", "changes nothing of \(place.name)")
                    } else if place.narrows(from: before, to: step.value) {
                        warn(
                            "expansions[\(index)].steps[\(number)].value",
                            "narrows \(place.name) instead of relaxing it")
                    }
                    before = step.value
                }
            }
        }
    }
}

extension Rule {
    /// All property expressions in it.
    var expressions: [PropertyExpression] {
        let measurements: [PropertyExpression]
        let reference: ReferenceValue?
        switch self {
        case .comparison(let rule): (measurements, reference) = (rule.measurements, rule.referenceValue)
        case .distance(let rule): (measurements, reference) = (rule.measurements, rule.referenceValue)
        case .collection(let rule): (measurements, reference) = (rule.measurements, rule.referenceValue)
        case .batchDistance, .latency, .distanceSort, .absoluteSort, .compound: return []
        }
        if case .expression(let expression)? = reference { return measurements + [expression] }
        return measurements
    }

    /// The names of the attributes that it looks at.
    public var attributes: Set<String> {
        switch self {
        case .batchDistance(let rule): [rule.batchAttribute]
        case .distanceSort(let rule), .absoluteSort(let rule): [rule.sortAttribute]
        default: Set(expressions.compactMap(\.attribute))
        }
    }
}
