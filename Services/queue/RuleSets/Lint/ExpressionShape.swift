/// How long the lists of an expression can be, and what numbers can be in them, whoever plays.
struct ExpressionShape: Sendable {
    /// Of each level of lists, outermost first: how long one is, and how many elements all of that level have together.
    private(set) var lists: [(each: ValueRange, together: ValueRange)] = []
    /// The numbers at the bottom.
    private(set) var numbers = ValueRange.any

    private init() {}

    /// The shape of an expression that has a type in the rule set.
    init(_ expression: PropertyExpression, in ruleSet: RuleSet) {
        self.init()
        switch expression {
        case .teams(let teams): addTeams(teams, in: ruleSet)
        case .players(let teams), .playerIDs(let teams):
            addTeams(teams, in: ruleSet)
            addPlayers(teams, in: ruleSet)
        case .attribute(let name, let teams):
            addTeams(teams, in: ruleSet)
            addPlayers(teams, in: ruleSet)
            if ruleSet.attribute(name)?.type == .stringList {
                let each = ValueRange(0...RuleSetLimits.collectionElements)
                lists.append((each, each.sum(of: lists[lists.count - 1].together)))
            }
        case .apply(let function, let inner):
            self = ExpressionShape(inner, in: ruleSet)
            apply(function)
        }
    }

    private mutating func addTeams(_ teams: PropertyExpression.Teams, in ruleSet: RuleSet) {
        guard !teams.isSingle(in: ruleSet), let factions = teams.factions(of: ruleSet) else { return }
        let count = ValueRange(Double(factions.count))
        lists.append((count, count))
    }

    private mutating func addPlayers(_ teams: PropertyExpression.Teams, in ruleSet: RuleSet) {
        let factions = teams.factions(of: ruleSet) ?? []
        // Names may stand twice, as in teams[red,red].
        let sides = factions.compactMap { name in ruleSet.sides.first { $0.faction == name } }
        let each = sides.map { ValueRange($0.minPlayers...max($0.minPlayers, $0.maxPlayers)) }
        guard let first = each.first else { return }
        lists.append(
            (
                each.dropFirst().reduce(first) { $0.union($1) },
                ValueRange(lower: each.reduce(0) { $0 + $1.lower }, upper: each.reduce(0) { $0 + $1.upper })
            ))
    }

    private mutating func apply(_ function: PropertyExpression.Function) {
        guard let last = lists.last else { return }
        switch function {
        case .flatten:
            guard lists.count > 1 else { return }
            let inner = lists[1].together
            lists.replaceSubrange(0...1, with: [(inner, inner)])
            return
        case .setIntersection:
            guard lists.count > 1 else { return }
            let outer = lists.count > 2 ? lists[lists.count - 3].together : ValueRange(1)
            let each = ValueRange(lower: 0, upper: last.each.upper)
            lists.replaceSubrange((lists.count - 2)..., with: [(each, each.sum(of: outer))])
            return
        case .count: numbers = last.each
        case .sum: numbers = numbers.sum(of: last.each)
        case .stddev: numbers = ValueRange(lower: 0, upper: (numbers.upper - numbers.lower) / 2)
        case .min, .max, .avg, .median: break
        }
        lists.removeLast()
    }

    /// How long the innermost lists are.
    var innermost: ValueRange? { lists.last?.each }

    /// How many values there are in all.
    var all: ValueRange { lists.last?.together ?? ValueRange(1) }
}
