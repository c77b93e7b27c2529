import Contracts
import ModesCore
import RuleSetsCore

/// Does with a file of rules all that is ever done with one. For the fuzzer, and for the tests that do the same in little.
public enum RuleSetProbe {
    /// Whether the file is a rule set. Ends the process when its answers don't fit together.
    public static func isReadable(_ file: [UInt8]) -> Bool {
        let lint = ModeLint(file)
        do {
            let ruleSet = try RuleSetReader.ruleSet(from: file)
            precondition(lint.faults.isEmpty)
            let evaluator = RuleEvaluator(ruleSet)
            for stage in ruleSet.stages {
                precondition(stage.ruleSet.maxPlayers <= RuleSetLimits.largestMatch)
                precondition(stage.ruleSet.teams.allSatisfy { (1...$0.maxPlayers).contains($0.minPlayers) })
                let verdict = evaluator.verdict(on: smallest(of: stage))
                precondition(verdict.rules.map(\.rule) == ruleSet.rules.map(\.name))
            }
            return true
        } catch {
            precondition(!error.faults.isEmpty)
            return false
        }
    }

    /// A match of the fewest players that a stage allows, who have the defaults.
    private static func smallest(of stage: RuleSet.Stage) -> MatchCandidate {
        var number = 0
        return MatchCandidate(
            teams: stage.ruleSet.sides.map { side in
                let players = (0..<side.minPlayers).map { _ in
                    number += 1
                    return MatchCandidate.Player(id: PlayerID("p\(number)"), latencies: ["eu": 20])
                }
                return MatchCandidate.Team(
                    faction: side.faction,
                    tickets: [MatchCandidate.Ticket(id: TicketID("t\(number)"), age: stage.age, players: players)])
            })
    }
}
