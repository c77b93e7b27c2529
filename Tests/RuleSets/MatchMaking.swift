import Contracts
import RuleSetsCore

/// Writes matches down briefly for tests: `match(("red", [[player("a", ["skill": 3])]]), …)`, where each inner list is a
/// ticket.
func match(_ teams: (String, [[MatchCandidate.Player]])..., ages: [Double] = []) -> MatchCandidate {
    var number = 0
    return MatchCandidate(
        teams: teams.map { faction, tickets in
            MatchCandidate.Team(
                faction: faction,
                tickets: tickets.map { players in
                    defer { number += 1 }
                    return MatchCandidate.Ticket(
                        id: TicketID("ticket\(number)"), age: number < ages.count ? ages[number] : 0, players: players)
                })
        })
}

func player(
    _ id: String, _ attributes: [String: AttributeValue] = [:], at latencies: [String: Double] = [:]
) -> MatchCandidate.Player {
    MatchCandidate.Player(id: PlayerID(id), attributes: attributes, latencies: latencies)
}

/// Players with one number each, under the name `skill`.
func players(_ skills: Double...) -> [MatchCandidate.Player] {
    skills.enumerated().map { player("p\($0.offset)-\($0.element)", ["skill": .number($0.element)]) }
}

/// A rule set of teams `red` and `blue`, of one to five players each, with attributes skill (number), ground (string),
/// roles and foes (string lists), and map (map).
func ruleSet(_ rules: String..., algorithm: String = "{}", expansions: String = "[]") throws -> RuleSet {
    try RuleSetReader.ruleSet(
        from: """
            {"ruleLanguageVersion": "1.0",
             "playerAttributes": [
               {"name": "skill", "type": "number"}, {"name": "ground", "type": "string", "default": "reef"},
               {"name": "roles", "type": "string_list", "default": []}, {"name": "foes", "type": "string_list", "default": []},
               {"name": "map", "type": "string_number_map", "default": {}}],
             "teams": [{"name": "red", "minPlayers": 1, "maxPlayers": 5}, {"name": "blue", "minPlayers": 1, "maxPlayers": 5}],
             "algorithm": \(algorithm), "rules": [\(rules.joined(separator: ","))], "expansions": \(expansions)}
            """.utf8)
}

extension RuleSet {
    /// What the only rule says of a match.
    func verdict(on match: MatchCandidate) -> RuleVerdict { RuleEvaluator(self).verdict(on: match).rules[0] }
}
