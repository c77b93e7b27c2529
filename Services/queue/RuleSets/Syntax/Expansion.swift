/// Relaxes one property of teams or rules, step by step, as tickets wait.
public struct Expansion: Sendable, Hashable {
    public enum Target: Sendable, Hashable {
        case teams([String], TeamProperty)
        case rules([String], RuleProperty)
    }

    public enum TeamProperty: String, Sendable, Hashable, CaseIterable {
        case minPlayers
        case maxPlayers
    }

    /// What can be relaxed of a rule that has it.
    public enum RuleProperty: String, Sendable, Hashable, CaseIterable {
        case referenceValue
        case operation
        case minDistance
        case maxDistance
        case minCount
        case maxCount
        case maxLatency
        case distanceReference
        case partyAggregation
        case sortDirection
        case mapKey
    }

    public struct Step: Sendable, Hashable {
        /// The age from which the value holds, seconds; absolute, not counted from the step before.
        public var waitTimeSeconds: Double
        public var value: Value

        public init(waitTimeSeconds: Double, value: Value) {
            self.waitTimeSeconds = waitTimeSeconds
            self.value = value
        }
    }

    /// What the property becomes.
    public enum Value: Sendable, Hashable {
        /// For `referenceValue`, and every number.
        case reference(ReferenceValue)
        /// For properties that are words, such as `operation`.
        case word(String)

        public static func number(_ number: Double) -> Value { .reference(.number(number)) }
    }

    public var target: Target
    /// At least one, with ages that rise.
    public var steps: [Step]

    public init(target: Target, steps: [Step]) {
        self.target = target
        self.steps = steps
    }
}
