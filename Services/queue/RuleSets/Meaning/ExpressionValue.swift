/// What a property expression gives for a match.
enum ExpressionValue: Sendable, Hashable {
    case number(Double)
    case string(String)
    case list([ExpressionValue])
    /// A team, a player or a map: something that is only counted.
    case thing
    /// The least, greatest, average or middle of nothing.
    case nothing

    var elements: [ExpressionValue] { if case .list(let elements) = self { elements } else { [] } }

    /// All single values, however deep they lie.
    var leaves: [ExpressionValue] { if case .list(let elements) = self { elements.flatMap(\.leaves) } else { [self] } }

    var strings: [String] { leaves.compactMap { if case .string(let text) = $0 { text } else { nil } } }
}

extension PropertyExpression.Function {
    /// The function of a value that lies `depth` lists deep. Where lists are nested, it is taken of each sublist by itself;
    /// `flatten` joins the outermost two levels.
    func of(_ value: ExpressionValue, depth: Int, nestedIn natural: Int) -> ExpressionValue {
        guard depth > natural else { return of(value) }
        return .list(value.elements.map { of($0, depth: depth - 1, nestedIn: natural) })
    }

    /// How deep the lists are that the function is for.
    func naturalDepth(of depth: Int) -> Int {
        switch self {
        case .min, .max, .avg, .median, .sum, .count, .stddev: 1
        case .setIntersection: 2
        case .flatten: depth
        }
    }

    private func of(_ value: ExpressionValue) -> ExpressionValue {
        let elements = value.elements
        switch self {
        case .count: return .number(Double(elements.count))
        case .flatten: return .list(elements.flatMap { if case .list(let inner) = $0 { inner } else { [$0] } })
        case .setIntersection: return .list(Self.common(elements.map(\.strings)).map { .string($0) })
        case .min, .max, .avg, .median, .sum, .stddev: break
        }
        let numbers = elements.compactMap { if case .number(let number) = $0 { number } else { nil } }
        guard numbers.count == elements.count else { return .nothing }
        if self == .sum { return .number(numbers.reduce(0, +)) }
        guard !numbers.isEmpty else { return .nothing }
        let count = Double(numbers.count)
        let average = numbers.reduce(0, +) / count
        switch self {
        case .min: return .number(numbers.min() ?? 0)
        case .max: return .number(numbers.max() ?? 0)
        case .median:
            let sorted = numbers.sorted()
            let middle = sorted.count / 2
            return .number(sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2)
        case .stddev:
            // Of the whole population, which the players of a match are.
            return .number((numbers.reduce(0) { $0 + ($1 - average) * ($1 - average) } / count).squareRoot())
        default: return .number(average)
        }
    }

    /// The strings that are in all lists, each once, in the order of the first.
    static func common(_ lists: [[String]]) -> [String] {
        guard let first = lists.first else { return [] }
        let others = lists.dropFirst().map(Set.init)
        var seen: Set<String> = []
        return first.filter { text in others.allSatisfy { $0.contains(text) } && seen.insert(text).inserted }
    }
}
