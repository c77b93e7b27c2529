import RuleSetsCore

/// The least and the most that a number may be, both inclusive.
struct Bounds: Sendable, Hashable {
    var least = -Double.infinity
    var most = Double.infinity

    func contains(_ number: Double) -> Bool { least <= number && number <= most }
}

/// A rule whose names have become places. It holds exactly when the plain evaluator says so.
enum CompiledRule: Sendable {
    /// What values are compared with.
    enum Reference: Sendable {
        case number(Double)
        /// Numbers of interned texts.
        case texts([UInt64])
        case expression(CompiledExpression)
    }

    case distance([CompiledExpression], Reference, Bounds)
    case comparison([CompiledExpression], ComparisonRule.Operation, Reference)
    /// All the same, or all different, in each innermost list by itself.
    case amongPlayers([CompiledExpression], areEqual: Bool)
    case collection([CompiledExpression], CollectionRule.Operation, Reference, Bounds)
    case batchNumbers(Int, maxDistance: Double)
    case batchTexts(Int)
    case latency(aggregation: Int, LatencyRule)
    /// Says something of rules before it.
    case compound(Statement)
    /// Only sorts.
    case sort
    /// Can't be measured, whoever plays.
    case never

    /// What it looks at by way of expressions.
    var expressions: [CompiledExpression] {
        switch self {
        case .distance(let measurements, .expression(let reference), _),
            .comparison(let measurements, _, .expression(let reference)),
            .collection(let measurements, _, .expression(let reference), _):
            measurements + [reference]
        case .distance(let measurements, _, _), .comparison(let measurements, _, _),
            .amongPlayers(let measurements, _), .collection(let measurements, _, _, _):
            measurements
        case .batchNumbers, .batchTexts, .latency, .compound, .sort, .never: []
        }
    }

    /// A compound statement with places in the list of rules.
    indirect enum Statement: Sendable {
        case rule(Int)
        case and([Statement])
        case or([Statement])
        case xor([Statement])
        case not(Statement)

        func holds(_ truths: [Bool]) -> Bool {
            switch self {
            case .rule(let index): truths[index]
            case .and(let parts): parts.allSatisfy { $0.holds(truths) }
            case .or(let parts): parts.contains { $0.holds(truths) }
            case .xor(let parts): parts.count { $0.holds(truths) } == 1
            case .not(let part): !part.holds(truths)
            }
        }

        var rules: [Int] {
            switch self {
            case .rule(let index): [index]
            case .and(let parts), .or(let parts), .xor(let parts): parts.flatMap(\.rules)
            case .not(let part): part.rules
            }
        }
    }
}
