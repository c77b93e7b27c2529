/// A match under a rule set's teams and attributes: where the paths of property expressions lead.
struct MatchContext {
    /// Why a value can't be had.
    struct Missing: Error, Sendable, Hashable {
        var reason: String
    }

    let ruleSet: RuleSet
    let match: MatchCandidate

    /// What a player has under an attribute's name, or its default. Throws when there is neither.
    func value(_ attribute: String, of player: MatchCandidate.Player) throws(Missing) -> AttributeValue {
        guard let declared = ruleSet.attribute(attribute) else {
            throw Missing(reason: "'\(attribute)' is not declared")
        }
        if let own = player.attributes[attribute], own.type == declared.type { return own }
        guard let value = declared.defaultValue else {
            throw Missing(reason: "player \(player.id) has no '\(attribute)'")
        }
        return value
    }

    func values(_ attribute: String, of ticket: MatchCandidate.Ticket) throws(Missing) -> [AttributeValue] {
        var values: [AttributeValue] = []
        for player in ticket.players { values.append(try value(attribute, of: player)) }
        return values
    }

    func value(of expression: PropertyExpression, _ view: PartyView) throws(Missing) -> ExpressionValue {
        switch expression {
        case .teams(let teams): return try list(teams) { _ throws(Missing) in .thing }
        case .players(let teams):
            return try list(teams) { team throws(Missing) in .list(team.players.map { _ in .thing }) }
        case .playerIDs(let teams):
            return try list(teams) { team throws(Missing) in .list(team.players.map { .string($0.id.rawValue) }) }
        case .attribute(let name, let teams):
            return try list(teams) { (team) throws(Missing) in
                var values: [ExpressionValue] = []
                for ticket in team.tickets { values += view.values(try self.values(name, of: ticket)) }
                return .list(values)
            }
        case .apply(let function, let inner):
            let depth = try type(of: inner).depth
            return function.of(
                try value(of: inner, view), depth: depth, nestedIn: function.naturalDepth(of: depth))
        }
    }

    func type(of expression: PropertyExpression) throws(Missing) -> ExpressionType {
        do {
            return try expression.type(in: ruleSet)
        } catch {
            throw Missing(reason: "\(expression) \(error.message)")
        }
    }

    /// The value of one team, or the list of the values of several.
    private func list(
        _ teams: PropertyExpression.Teams, _ value: (MatchCandidate.Team) throws(Missing) -> ExpressionValue
    ) throws(Missing) -> ExpressionValue {
        guard let factions = teams.factions(of: ruleSet) else { throw Missing(reason: "there is no teams[\(teams)]") }
        var values: [ExpressionValue] = []
        for faction in factions {
            let team = match.teams.first { $0.faction == faction }
            values.append(try value(team ?? MatchCandidate.Team(faction: faction, tickets: [])))
        }
        return teams.isSingle(in: ruleSet) ? values[0] : .list(values)
    }
}
