/// What the values of a rule must be to one another and to the rule set. Holds for a rule as it is written and as
/// expansions make it.
struct RuleCheck {
    /// What is wrong with one member of a rule.
    struct Fault: Sendable, Hashable {
        var member: String
        var message: String
    }

    private let ruleSet: RuleSet
    private(set) var faults: [Fault] = []

    /// All that is wrong with a rule under the attributes, teams and earlier rules of a rule set.
    static func faults(of rule: Rule, in ruleSet: RuleSet) -> [Fault] {
        var check = RuleCheck(ruleSet: ruleSet)
        switch rule {
        case .comparison(let rule): check.comparison(rule)
        case .distance(let rule): check.distance(rule)
        case .batchDistance(let rule): check.batchDistance(rule)
        case .collection(let rule): check.collection(rule)
        case .latency(let rule): check.latency(rule)
        case .distanceSort(let rule): check.sort(rule, .distanceSort)
        case .absoluteSort(let rule): check.sort(rule, .absoluteSort)
        case .compound(let rule): check.compound(rule)
        }
        return check.faults
    }

    private init(ruleSet: RuleSet) { self.ruleSet = ruleSet }

    private mutating func fault(_ member: String, _ message: String) {
        faults.append(Fault(member: member, message: message))
    }

    /// The types of what is measured; a fault for each expression that has none.
    private mutating func types(of measurements: [PropertyExpression]) -> [(index: Int, type: ExpressionType)] {
        if measurements.isEmpty { fault("measurements", "is missing") }
        return measurements.enumerated().compactMap { index, expression in
            do throws(ExpressionFault) {
                return (index, try expression.type(in: ruleSet))
            } catch {
                fault("measurements[\(index)]", error.message)
                return nil
            }
        }
    }

    private mutating func type(of reference: ReferenceValue) -> ExpressionType? {
        switch reference {
        case .number: return ExpressionType(.number, depth: 0)
        case .string: return ExpressionType(.string, depth: 0)
        case .stringList: return ExpressionType(.string, depth: 1)
        case .expression(let expression):
            do {
                return try expression.type(in: ruleSet)
            } catch {
                fault("referenceValue", error.message)
                return nil
            }
        }
    }

    private mutating func comparison(_ rule: ComparisonRule) {
        let measured = types(of: rule.measurements)
        for (index, type) in measured where type.element != .number && type.element != .string {
            fault("measurements[\(index)]", "gives a \(type), and neither numbers nor strings")
        }
        let isEquality = rule.operation == .equal || rule.operation == .notEqual
        guard let reference = rule.referenceValue else {
            if !isEquality { fault("referenceValue", "is missing; without it the operation is = or !=") }
            for (_, type) in measured where type.depth == 0 {
                fault("referenceValue", "is missing; a single \(type) has nothing to be compared with")
            }
            return
        }
        if case .stringList = reference { return fault("referenceValue", "is a list") }
        guard let type = type(of: reference) else { return }
        for (_, measuredType) in measured where measuredType.element != type.element {
            fault("referenceValue", "gives a \(type), while a \(measuredType) is measured")
        }
        if type.element == .string, !isEquality {
            fault("operation", "'\(rule.operation.rawValue)' is for numbers only")
        }
    }

    private mutating func distance(_ rule: DistanceRule) {
        for (index, type) in types(of: rule.measurements) where type.element != .number {
            fault("measurements[\(index)]", "gives a \(type), and no numbers")
        }
        if rule.minDistance == nil, rule.maxDistance == nil {
            fault("maxDistance", "is missing, and so is minDistance")
        }
        if let least = rule.minDistance, let most = rule.maxDistance, least > most {
            fault("minDistance", "is more than maxDistance")
        }
        if let type = type(of: rule.referenceValue), type.element != .number {
            fault("referenceValue", "gives a \(type), and no number")
        }
    }

    private mutating func batchDistance(_ rule: BatchDistanceRule) {
        switch ruleSet.attribute(rule.batchAttribute)?.type {
        case .number: if rule.maxDistance == nil { fault("maxDistance", "is missing; numbers ask for it") }
        case .string: if rule.maxDistance != nil { fault("maxDistance", "is for numbers only") }
        default: fault("batchAttribute", "is not the name of a declared number or string")
        }
    }

    private mutating func collection(_ rule: CollectionRule) {
        for (index, type) in types(of: rule.measurements) where type.element != .string || type.depth == 0 {
            fault("measurements[\(index)]", "gives a \(type), and no list of strings")
        }
        if rule.minCount == nil, rule.maxCount == nil { fault("minCount", "is missing, and so is maxCount") }
        if let least = rule.minCount, let most = rule.maxCount, least > most {
            fault("minCount", "is more than maxCount")
        }
        switch (rule.operation, rule.referenceValue) {
        case (.intersection, .some): fault("referenceValue", "is not for the operation intersection")
        case (.contains, nil), (.referenceIntersectionCount, nil): fault("referenceValue", "is missing")
        case (.intersection, nil), (.contains, .string): break
        case (.contains, _): fault("referenceValue", "is not a text")
        case (.referenceIntersectionCount, .some(let reference)):
            if let type = type(of: reference), type.element != .string {
                fault("referenceValue", "gives a \(type), and no strings")
            }
        }
    }

    private mutating func latency(_ rule: LatencyRule) {
        if rule.maxLatency == nil, rule.maxDistance == nil {
            fault("maxLatency", "is missing, and so is maxDistance")
        }
        if rule.maxDistance != nil, rule.distanceReference == nil {
            fault("distanceReference", "is missing; maxDistance asks for it")
        }
        if rule.maxDistance == nil, rule.distanceReference != nil {
            fault("maxDistance", "is missing; distanceReference asks for it")
        }
        if ruleSet.isLarge, rule.maxDistance != nil {
            fault("maxDistance", "is for matches of at most \(RuleSetLimits.smallMatch) players only")
        }
    }

    private mutating func sort(_ rule: SortRule, _ kind: Rule.Kind) {
        switch ruleSet.attribute(rule.sortAttribute)?.type {
        case .stringNumberMap: if rule.mapKey == nil { fault("mapKey", "is missing; maps ask for it") }
        case .number: if rule.mapKey != nil { fault("mapKey", "is for maps only") }
        case .string where kind == .absoluteSort: if rule.mapKey != nil { fault("mapKey", "is for maps only") }
        default:
            let types = kind == .absoluteSort ? "number, string or map" : "number or map"
            fault("sortAttribute", "is not the name of a declared \(types)")
        }
    }

    private mutating func compound(_ rule: CompoundRule) {
        for name in rule.statement.rules {
            switch ruleSet.rule(name) {
            case nil: fault("statement", "names '\(name)', which is no rule before this one")
            case .batchDistance: fault("statement", "names '\(name)', a batchDistance rule")
            case .distanceSort, .absoluteSort: fault("statement", "names '\(name)', a rule that only sorts")
            default: break
            }
        }
    }
}
