import MatchingCore

/// Values of which some are drawn more often than others.
public struct Weighted<Value: Sendable & Hashable>: Sendable, Hashable {
    public struct Choice: Sendable, Hashable {
        public var value: Value
        public var weight: Double
    }

    public let choices: [Choice]
    private let total: Double

    /// `nil` without a choice, or when a weight isn't above 0 and finite.
    public init?(_ choices: [(value: Value, weight: Double)]) {
        guard !choices.isEmpty, choices.allSatisfy({ $0.weight > 0 && $0.weight.isFinite }) else { return nil }
        self.choices = choices.map { Choice(value: $0.value, weight: $0.weight) }
        total = choices.reduce(0) { $0 + $1.weight }
    }

    public var values: [Value] { choices.map(\.value) }

    func draw(using random: inout SeededGenerator) -> Value { choices[index(using: &random)].value }

    /// The place of what was drawn.
    func index(using random: inout SeededGenerator) -> Int {
        var left = Double.random(in: 0..<total, using: &random)
        for (index, choice) in choices.enumerated() {
            left -= choice.weight
            if left < 0 { return index }
        }
        return choices.count - 1
    }
}
