/// What a property expression gives: elements in lists, `depth` levels of them.
public struct ExpressionType: Sendable, Hashable {
    public enum Element: String, Sendable, Hashable {
        case team
        case player
        case string
        case number
        case map
    }

    public var element: Element
    /// 0 for a single value, 1 for a list, 2 for a list of lists.
    public var depth: Int

    public init(_ element: Element, depth: Int) {
        self.element = element
        self.depth = depth
    }
}

extension ExpressionType: CustomStringConvertible {
    public var description: String {
        let name = depth == 0 ? element.rawValue : "\(element.rawValue)s"
        return String(repeating: "list of ", count: depth) + name
    }
}

extension PropertyExpression.Teams {
    /// The sides that are meant, in the order of the names; `nil` when a name is none.
    public func factions(of ruleSet: RuleSet) -> [String]? {
        switch self {
        case .all: return ruleSet.teams.flatMap(\.factions)
        case .named(let names):
            var factions: [String] = []
            for name in names {
                if let team = ruleSet.teams.first(where: { $0.name == name }) {
                    factions += team.factions
                } else if ruleSet.teams.contains(where: { $0.quantity > 1 && $0.factions.contains(name) }) {
                    factions.append(name)
                } else {
                    return nil
                }
            }
            return factions
        }
    }

    /// Whether the path gives one team and no list of teams.
    public func isSingle(in ruleSet: RuleSet) -> Bool {
        if case .named(let names) = self, names.count == 1 { factions(of: ruleSet)?.count == 1 } else { false }
    }
}

extension PropertyExpression {
    /// What the expression gives under a rule set's teams and attributes.
    func type(in ruleSet: RuleSet) throws(ExpressionFault) -> ExpressionType {
        switch self {
        case .teams(let teams): return ExpressionType(.team, depth: try depth(of: teams, in: ruleSet))
        case .players(let teams): return ExpressionType(.player, depth: try depth(of: teams, in: ruleSet) + 1)
        case .playerIDs(let teams): return ExpressionType(.string, depth: try depth(of: teams, in: ruleSet) + 1)
        case .attribute(let name, let teams):
            let depth = try depth(of: teams, in: ruleSet) + 1
            switch ruleSet.attribute(name)?.type {
            case .number: return ExpressionType(.number, depth: depth)
            case .string: return ExpressionType(.string, depth: depth)
            case .stringList: return ExpressionType(.string, depth: depth + 1)
            case .stringNumberMap: return ExpressionType(.map, depth: depth)
            case nil:
                throw ExpressionFault(message: "names the attribute '\(name)', which playerAttributes don't declare")
            }
        case .apply(let function, let inner): return try function.result(of: inner.type(in: ruleSet))
        }
    }

    private func depth(of teams: Teams, in ruleSet: RuleSet) throws(ExpressionFault) -> Int {
        guard teams.factions(of: ruleSet) != nil else {
            throw ExpressionFault(message: "names a team that there isn't, in 'teams[\(teams)]'")
        }
        return teams.isSingle(in: ruleSet) ? 0 : 1
    }
}

extension PropertyExpression.Function {
    fileprivate func result(of type: ExpressionType) throws(ExpressionFault) -> ExpressionType {
        switch self {
        case .min, .max, .avg, .median, .sum, .stddev:
            if type.element == .number, type.depth > 0 { return ExpressionType(.number, depth: type.depth - 1) }
        case .count:
            if type.depth > 0 { return ExpressionType(.number, depth: type.depth - 1) }
        case .flatten:
            if type.depth > 0 { return ExpressionType(type.element, depth: type.depth > 1 ? type.depth - 1 : 1) }
        case .setIntersection:
            if type.element == .string, type.depth > 1 { return ExpressionType(.string, depth: type.depth - 1) }
        }
        throw ExpressionFault(message: "has \(rawValue) of a \(type), which it isn't for")
    }
}
