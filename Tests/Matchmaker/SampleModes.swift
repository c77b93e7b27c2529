import Contracts
import ModesCore
import RuleSetsCore

/// Modes without rules, for tests of what happens around matching.
enum SampleModes {
    static let duel = mode("duel", [("red", 1), ("blue", 1)])
    static let duo = mode("duo", [("red", 2), ("blue", 2)])

    private static func mode(_ name: ModeName, _ sides: [(name: String, players: Int)]) -> Mode {
        Mode(
            name: name,
            ruleSet: RuleSet(
                teams: sides.map { RuleSet.Team(name: $0.name, minPlayers: $0.players, maxPlayers: $0.players) }))
    }
}
