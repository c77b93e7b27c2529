import RuleSetsCore

/// What a property expression gives: values in lists within one another, flat in memory. Its storage is used again and again.
///
/// ```
/// depth 1   leaves a list                        [a b c]
/// depth 2   outer says where each list ends      [[a b] [c]]       outer 2, 3
/// depth 3   outer counts lists, inner leaves     [[[a] [b]] [[c]]] outer 2, 3; inner 1, 2, 3
/// ```
struct NestedValues: Sendable {
    /// Numbers as bit patterns, or numbers of interned texts.
    var leaves: [UInt64] = []
    var outer: [Int] = []
    var inner: [Int] = []
    /// 0 for a single value.
    var depth = 0

    /// What stands for the least, greatest or average of nothing. No attribute is it, since attributes are finite.
    static let nothing = Double.nan.bitPattern

    mutating func clear() {
        leaves.removeAll(keepingCapacity: true)
        outer.removeAll(keepingCapacity: true)
        inner.removeAll(keepingCapacity: true)
        depth = 0
    }

    /// The ends of the innermost lists; a list or single value is one.
    var groupEnds: [Int] {
        switch depth {
        case 2: outer
        case 3: inner
        default: [leaves.count]
        }
    }

    /// Takes a function of each innermost list.
    mutating func apply(_ function: PropertyExpression.Function) {
        switch function {
        case .flatten: flatten()
        case .setIntersection: intersect()
        case .min, .max, .avg, .median, .sum, .count, .stddev: reduce(function)
        }
    }

    private mutating func flatten() {
        if depth == 3 { swap(&outer, &inner) }
        inner.removeAll(keepingCapacity: true)
        if depth == 2 { outer.removeAll(keepingCapacity: true) }
        depth = max(1, depth - 1)
    }

    private mutating func reduce(_ function: PropertyExpression.Function) {
        if depth <= 1 {
            let value = Self.reduce(leaves[...], function)
            leaves.removeAll(keepingCapacity: true)
            leaves.append(value)
            depth = 0
            return
        }
        var start = 0
        let ends = depth == 3 ? inner : outer
        // Each list gives one value, never later than where the list began, unless lists are empty.
        var values: [UInt64] = []
        values.reserveCapacity(ends.count)
        for end in ends {
            values.append(Self.reduce(leaves[start..<end], function))
            start = end
        }
        leaves = values
        if depth == 3 { inner.removeAll(keepingCapacity: true) } else { outer.removeAll(keepingCapacity: true) }
        depth -= 1
    }

    /// The same order of operations as the plain evaluator, so that the last bit is the same, too.
    private static func reduce(_ words: ArraySlice<UInt64>, _ function: PropertyExpression.Function) -> UInt64 {
        if function == .count { return Double(words.count).bitPattern }
        var sum = 0.0
        var least = Double.infinity
        var most = -Double.infinity
        for word in words {
            let number = Double(bitPattern: word)
            if word == nothing { return nothing }
            sum += number
            least = min(least, number)
            most = max(most, number)
        }
        if function == .sum { return sum.bitPattern }
        guard !words.isEmpty else { return nothing }
        let count = Double(words.count)
        switch function {
        case .min: return least.bitPattern
        case .max: return most.bitPattern
        case .avg: return (sum / count).bitPattern
        case .stddev:
            let average = sum / count
            var squares = 0.0
            for word in words {
                let distance = Double(bitPattern: word) - average
                squares += distance * distance
            }
            return (squares / count).squareRoot().bitPattern
        case .median:
            let sorted = words.map { Double(bitPattern: $0) }.sorted()
            let middle = sorted.count / 2
            return (sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2).bitPattern
        case .sum, .count, .flatten, .setIntersection: return nothing
        }
    }

    /// Of lists of texts: what all have, each text once, in the order of the first.
    private mutating func intersect() {
        guard depth >= 2 else { return }
        var common: [UInt64] = []
        var ends: [Int] = []
        if depth == 2 {
            appendCommon(of: 0..<outer.count, ends: outer, to: &common)
        } else {
            var start = 0
            for end in outer {
                appendCommon(of: start..<end, ends: inner, to: &common)
                ends.append(common.count)
                start = end
            }
        }
        leaves = common
        outer = ends
        inner.removeAll(keepingCapacity: true)
        depth -= 1
    }

    /// - Parameter lists: some of those whose ends are `ends`.
    func appendCommon(of lists: Range<Int>, ends: [Int], to common: inout [UInt64]) {
        guard let first = lists.first else { return }
        let start = common.count
        for index in (first == 0 ? 0 : ends[first - 1])..<ends[first] {
            let text = leaves[index]
            guard !common[start...].contains(text) else { continue }
            let isInAll = lists.dropFirst().allSatisfy { leaves[ends[$0 - 1]..<ends[$0]].contains(text) }
            if isInAll { common.append(text) }
        }
    }
}
