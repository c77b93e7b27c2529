import RuleSetsCore

/// How the players of a ticket stand in a rule.
struct PartyStanding {
    /// Of numbers; `nil` when each player has his own.
    var numbers: PartyAggregation?
    /// Of lists; `nil` when each player has his own.
    var lists: CollectionRule.PartyAggregation?
    /// What stands for a ticket stands as often as it has players.
    var perPlayer = true
}

extension PlanCompiler {
    /// `nil` when the expression names what there isn't, or has a function of what it isn't for.
    mutating func expression(_ expression: PropertyExpression, _ standing: PartyStanding) -> CompiledExpression? {
        switch expression {
        case .teams(let teams): return path(teams, .sides, .team, depth: 0)
        case .players(let teams): return path(teams, .players, .player, depth: 1)
        case .playerIDs(let teams):
            let feature = FeatureLayout.Feature(attribute: 0, kind: .playerID, type: .text)
            guard case .player(let index) = layout.place(of: feature) else { return nil }
            return path(teams, .player(index, isList: false), .string, depth: 1)
        case .attribute(let name, let teams): return attribute(name, of: teams, standing)
        case .apply(let function, let inner):
            guard var compiled = self.expression(inner, standing), compiled.apply(function) else { return nil }
            return compiled
        }
    }

    private mutating func attribute(
        _ name: String, of teams: PropertyExpression.Teams, _ standing: PartyStanding
    ) -> CompiledExpression? {
        switch ruleSet.attribute(name)?.type {
        case .number:
            let kind = standing.numbers.map { FeatureLayout.Kind.number($0) } ?? .own
            return path(teams, source(feature(name, kind), standing, isList: false), .number, depth: 1)
        case .string: return path(teams, source(feature(name, .own), standing, isList: false), .string, depth: 1)
        case .stringList:
            let kind = standing.lists.map { FeatureLayout.Kind.list($0) } ?? .own
            return path(teams, source(feature(name, kind), standing, isList: true), .string, depth: 2)
        case .stringNumberMap: return path(teams, .players, .map, depth: 1)
        case nil: return nil
        }
    }

    private func source(
        _ place: FeatureLayout.Place?, _ standing: PartyStanding, isList: Bool
    ) -> CompiledExpression.Source? {
        switch place {
        case .ticket(let index): .ticket(index, isList: isList, perPlayer: standing.perPlayer)
        case .player(let index): .player(index, isList: isList)
        case nil: nil
        }
    }

    private func path(
        _ teams: PropertyExpression.Teams, _ source: CompiledExpression.Source?, _ element: ExpressionType.Element,
        depth: Int
    ) -> CompiledExpression? {
        guard let source, let names = teams.factions(of: ruleSet) else { return nil }
        let sides = names.compactMap { name in factions.firstIndex(of: name) }
        guard sides.count == names.count else { return nil }
        let isSingle = teams.isSingle(in: ruleSet)
        return CompiledExpression(
            source: source, sides: sides, isSingle: isSingle, functions: [], element: element,
            depth: depth + (isSingle ? 0 : 1))
    }
}

extension CompiledExpression {
    /// False when the function isn't for such a value.
    fileprivate mutating func apply(_ function: PropertyExpression.Function) -> Bool {
        switch function {
        case .min, .max, .avg, .median, .sum, .stddev:
            guard element == .number, depth > 0 else { return false }
            depth -= 1
        case .count:
            guard depth > 0 else { return false }
            element = .number
            depth -= 1
        case .flatten:
            guard depth > 0 else { return false }
            depth = max(1, depth - 1)
        case .setIntersection:
            guard element == .string, depth > 1 else { return false }
            depth -= 1
        }
        functions.append(function)
        return true
    }
}
