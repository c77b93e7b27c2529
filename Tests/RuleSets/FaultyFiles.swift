import RuleSetsCore

/// What is wrong with a rule set.
func faults(_ text: String) -> [JSONFault] {
    do {
        _ = try RuleSetReader.ruleSet(from: text.utf8)
        return []
    } catch {
        return error.faults
    }
}

private let someAttributes = """
    [{"name":"skill","type":"number"},{"name":"ground","type":"string"},{"name":"roles","type":"string_list"},
    {"name":"map","type":"string_number_map"}]
    """
private let someTeams =
    #"[{"name":"red","minPlayers":1,"maxPlayers":5},{"name":"blue","minPlayers":1,"maxPlayers":5}]"#

/// A rule set with other teams, rules or further members.
func text(
    attributes: String = someAttributes, teams: String = someTeams, rules: [String] = [], expansions: String = "[]",
    _ more: String = ""
) -> String {
    """
    {"ruleLanguageVersion":"1.0","playerAttributes":\(attributes),"teams":\(teams),
    "rules":[\(rules.joined(separator: ","))],"expansions":\(expansions)\(more)}
    """
}
