extension RuleSet {
    /// A rule set as its expansions have made it from some age on.
    public struct Stage: Sendable, Hashable {
        /// The age from which the stage holds, seconds. That of the first is 0.
        public var age: Double
        /// The teams and rules that hold then; it has no expansions.
        public var ruleSet: RuleSet
    }

    /// The stages, by rising age; at least the first, of age 0. A step of `waitTimeSeconds` 0 is part of it.
    public var stages: [Stage] {
        let ages = Set(expansions.flatMap { $0.steps.map(\.waitTimeSeconds) } + [0])
        return ages.sorted().map { Stage(age: $0, ruleSet: expanded(at: $0)) }
    }

    /// The teams and rules that hold at an age, in seconds, without the expansions that made them so.
    public func expanded(at age: Double) -> RuleSet {
        var expanded = self
        expanded.expansions = []
        for expansion in expansions {
            guard let step = expansion.steps.last(where: { $0.waitTimeSeconds <= age }) else { continue }
            expanded.set(expansion.target, to: step.value)
        }
        return expanded
    }

    /// Sets what an expansion is for. What doesn't fit stays as it is; the reader refuses such expansions.
    private mutating func set(_ target: Expansion.Target, to value: Expansion.Value) {
        switch target {
        case .teams(let names, let property):
            guard case .reference(.number(let number)) = value, let players = Int(exactly: number) else { return }
            for index in teams.indices where names == ["*"] || names.contains(teams[index].name) {
                switch property {
                case .minPlayers: teams[index].minPlayers = players
                case .maxPlayers: teams[index].maxPlayers = players
                }
            }
        case .rules(let names, let property):
            for index in rules.indices where names.contains(rules[index].name) {
                rules[index] = rules[index].setting(property, to: value) ?? rules[index]
            }
        }
    }
}
