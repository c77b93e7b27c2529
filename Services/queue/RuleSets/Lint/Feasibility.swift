/// Whether a rule can hold, and can fail, for some match, as far as that follows from the rule set alone.
struct Feasibility: Sendable, Hashable {
    var canHold: Bool
    var canFail: Bool

    /// Nothing is known: it depends on the players.
    static let open = Feasibility(canHold: true, canFail: true)
    static let never = Feasibility(canHold: false, canFail: true)
    static let always = Feasibility(canHold: true, canFail: false)

    /// Of each of the rules of a rule set, by their names.
    static func ofRules(in ruleSet: RuleSet) -> [String: Feasibility] {
        var known: [String: Feasibility] = [:]
        for rule in ruleSet.rules {
            known[rule.name] =
                switch rule {
                case .comparison(let rule): of(rule, in: ruleSet)
                case .distance(let rule): of(rule, in: ruleSet)
                case .collection(let rule): of(rule, in: ruleSet)
                case .compound(let rule): of(rule.statement, known)
                case .batchDistance, .latency, .distanceSort, .absoluteSort: .open
                }
        }
        return known
    }

    /// Of several measurements each must be within its bound.
    private static func all(_ parts: [Feasibility]) -> Feasibility {
        Feasibility(canHold: parts.allSatisfy(\.canHold), canFail: parts.contains(where: \.canFail))
    }

    private static func of(_ rule: ComparisonRule, in ruleSet: RuleSet) -> Feasibility {
        guard let reference = rule.referenceValue?.range(in: ruleSet) else { return .open }
        return all(
            rule.measurements.map { expression in
                let numbers = ExpressionShape(expression, in: ruleSet).numbers
                return Feasibility(
                    canHold: rule.operation.canHold(numbers, reference),
                    canFail: rule.operation.negated.canHold(numbers, reference))
            })
    }

    private static func of(_ rule: DistanceRule, in ruleSet: RuleSet) -> Feasibility {
        guard let reference = rule.referenceValue.range(in: ruleSet) else { return .open }
        return all(
            rule.measurements.map { expression in
                let shape = ExpressionShape(expression, in: ruleSet)
                // What is measured from itself is no distance away.
                let isItself = rule.referenceValue == .expression(expression) && shape.lists.isEmpty
                let distances = isItself ? ValueRange(0) : shape.numbers.distances(from: reference)
                return within(rule.minDistance, rule.maxDistance, distances)
            })
    }

    private static func of(_ rule: CollectionRule, in ruleSet: RuleSet) -> Feasibility {
        all(
            rule.measurements.map { expression in
                let shape = ExpressionShape(expression, in: ruleSet)
                let most: Double
                switch rule.operation {
                case .contains:
                    // Of lists of lists those are counted that have the value, in each group by itself.
                    let groups = shape.lists.dropLast(shape.lists.count > 1 ? 1 : 0)
                    most = groups.last?.each.upper ?? 0
                case .intersection: most = shape.innermost?.upper ?? 0
                case .referenceIntersectionCount:
                    most = min(shape.innermost?.upper ?? 0, rule.referenceValue?.texts(in: ruleSet) ?? .infinity)
                }
                return within(
                    rule.minCount.map(Double.init), rule.maxCount.map(Double.init), ValueRange(lower: 0, upper: most))
            })
    }

    private static func within(_ least: Double?, _ most: Double?, _ range: ValueRange) -> Feasibility {
        let lower = least ?? -.infinity
        let upper = most ?? .infinity
        return Feasibility(
            canHold: lower <= range.upper && range.lower <= upper, canFail: range.lower < lower || upper < range.upper)
    }

    /// By trying all ways in which its rules can hold or not. With too many rules nothing is said.
    private static func of(_ statement: CompoundStatement, _ known: [String: Feasibility]) -> Feasibility {
        let names = Set(statement.rules).sorted()
        guard names.count <= 12 else { return .open }
        var feasibility = Feasibility(canHold: false, canFail: false)
        for pattern in 0..<(1 << names.count) {
            var holding: Set<String> = []
            var isPossible = true
            for (index, name) in names.enumerated() {
                let holds = pattern >> index & 1 == 1
                if holds { holding.insert(name) }
                let feasibility = known[name] ?? .open
                isPossible = isPossible && (holds ? feasibility.canHold : feasibility.canFail)
            }
            guard isPossible else { continue }
            if statement.holds({ holding.contains($0) }) {
                feasibility.canHold = true
            } else {
                feasibility.canFail = true
            }
        }
        return feasibility
    }
}

extension ReferenceValue {
    /// The numbers that it can be; `nil` when it is no number.
    fileprivate func range(in ruleSet: RuleSet) -> ValueRange? {
        switch self {
        case .number(let number): return ValueRange(number)
        case .expression(let expression):
            do {
                guard try expression.type(in: ruleSet).element == .number else { return nil }
            } catch {
                return nil  // a rule set that was checked has none without a type
            }
            return ExpressionShape(expression, in: ruleSet).numbers
        case .string, .stringList: return nil
        }
    }

    /// The most texts that it can have.
    fileprivate func texts(in ruleSet: RuleSet) -> Double {
        switch self {
        case .string: 1
        case .stringList(let texts): Double(Set(texts).count)
        case .expression(let expression): ExpressionShape(expression, in: ruleSet).all.upper
        case .number: 0
        }
    }
}

extension ComparisonRule.Operation {
    /// Whether it can be true of some number of the one range and some of the other.
    fileprivate func canHold(_ left: ValueRange, _ right: ValueRange) -> Bool {
        switch self {
        case .less: left.lower < right.upper
        case .lessOrEqual: left.lower <= right.upper
        case .greater: left.upper > right.lower
        case .greaterOrEqual: left.upper >= right.lower
        case .equal: left.lower <= right.upper && right.lower <= left.upper
        case .notEqual: left != right || left.lower != left.upper
        }
    }

    fileprivate var negated: ComparisonRule.Operation {
        switch self {
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .equal: .notEqual
        case .notEqual: .equal
        }
    }
}
