import ModesCore
import RuleSetsCore
import Testing

@Suite struct ModeLintTests {
    private static let team = #"{"name":"boat","minPlayers":1,"maxPlayers":4}"#

    @Test("faults have the path in the mode file, or in a rule set that stands by itself")
    func paths() {
        let rules = #""ruleLanguageVersion":"1.0","teams":[\#(Self.team)],"rules":[{"name":"near","type":"latency"}]"#
        #expect(
            ModeLint(#"{"mode":"x","ruleSet":{\#(rules)}}"#.utf8).faults.map(\.path) == [
                "$.ruleSet.rules[0].maxLatency"
            ])
        #expect(ModeLint("{\(rules)}".utf8).faults.map(\.path) == ["$.rules[0].maxLatency"])
        #expect(ModeLint("{}".utf8).faults.map(\.path) == ["$.mode", "$.ruleSet"])
        #expect(ModeLint("[1,]x".utf8).faults.map(\.path) == ["$"])
    }

    @Test("steps that come after the request's timeout are warned of")
    func late() throws {
        let near = Rule.latency(LatencyRule(name: "near", maxLatency: 40))
        let steps = [30.0, 60, 90].map { Expansion.Step(waitTimeSeconds: $0, value: .number($0 * 2)) }
        let ruleSet = RuleSet(
            teams: [RuleSet.Team(name: "boat", minPlayers: 1, maxPlayers: 4)], rules: [near],
            expansions: [Expansion(target: .rules(["near"], .maxLatency), steps: steps)])
        let mode = Mode(name: "x", requestTimeout: .seconds(60), ruleSet: ruleSet)
        #expect(
            ModeLint.warnings(of: mode)
                == [1, 2].map {
                    JSONFault(
                        "$.ruleSet.expansions[0].steps[\($0)].waitTimeSeconds",
                        "is never reached: tickets search for 60 s only")
                })
    }
}
