import RuleSetsCore
import Testing

@Suite struct ExpansionFaultTests {
    @Test(
        "what is wrong with an expansion is named with its path",
        arguments: [
            (#"{}"#, ["target"]), (#"{"target":"rules[near].maxLatency"}"#, ["steps", "steps"]),
            (#"{"target":"rules[near].maxLatency","steps":[]}"#, ["steps"]),
            (#"{"target":"rules[far].maxLatency","steps":[]}"#, ["target"]),
            (#"{"target":"rules[near].speed","steps":[]}"#, ["target"]),
            (#"{"target":"rules[near]","steps":[]}"#, ["target"]), (#"{"target":"near","steps":[]}"#, ["target"]),
            (#"{"target":"teams[green].minPlayers","steps":[]}"#, ["target"]),
            (#"{"target":"teams[red].quantity","steps":[]}"#, ["target"]),
            (#"{"target":"algorithm.strategy","steps":[]}"#, ["target"]),
            (#"{"target":"rules[near].name","steps":[]}"#, ["target"]),
            (#"{"target":"rules[either].statement","steps":[]}"#, ["target"]),
            (#"{"target":"rules[near].maxDistance","steps":[{"waitTimeSeconds":1,"value":5}]}"#, ["steps[0].value"]),
            (#"{"target":"rules[even].minCount","steps":[{"waitTimeSeconds":1,"value":5}]}"#, ["target"]),
            (#"{"target":"rules[near].maxLatency","steps":[{"waitTimeSeconds":1,"value":"x"}]}"#, ["steps[0].value"]),
            (#"{"target":"rules[near].maxLatency","steps":[{"waitTimeSeconds":1,"value":-5}]}"#, ["steps[0].value"]),
            (#"{"target":"rules[near].maxLatency","steps":[{"waitTimeSeconds":1}]}"#, ["steps[0].value"]),
            (#"{"target":"rules[near].maxLatency","steps":[{"value":1}]}"#, ["steps[0].waitTimeSeconds"]),
            (
                #"{"target":"rules[near].maxLatency","steps":[{"waitTimeSeconds":-1,"value":1}]}"#,
                ["steps[0].waitTimeSeconds"]
            ),
            (
                #"{"target":"rules[near].maxLatency","steps":[{"waitTimeSeconds":9,"value":90},{"waitTimeSeconds":9,"value":91}]}"#,
                ["steps[1].waitTimeSeconds"]
            ),
            (
                #"{"target":"rules[near].maxLatency","steps":[{"waitTimeSeconds":1,"value":5,"why":1}]}"#,
                ["steps[0].why"]
            ),
            (#"{"target":"teams[red].minPlayers","steps":[{"waitTimeSeconds":1,"value":-1}]}"#, ["steps[0].value"]),
            (#"{"target":"teams[red].maxPlayers","steps":[{"waitTimeSeconds":1,"value":0}]}"#, ["steps[0].value"]),
            (#"{"target":"teams[red].minPlayers","steps":[{"waitTimeSeconds":1,"value":6}]}"#, ["steps[0].value"]),
            (#"{"target":"teams[red].minPlayers","steps":[{"waitTimeSeconds":1,"value":1.5}]}"#, ["steps[0].value"]),
            (#"{"target":"teams[red].maxPlayers","steps":[{"waitTimeSeconds":1,"value":36}]}"#, ["steps[0].value"]),
            (#"{"target":"rules[even].operation","steps":[{"waitTimeSeconds":1,"value":"~"}]}"#, ["steps[0].value"]),
            (
                #"{"target":"rules[even].referenceValue","steps":[{"waitTimeSeconds":1,"value":"reef"}]}"#,
                ["steps[0].value"]
            ),
        ])
    func expansions(expansion: String, members: [String]) {
        let rules = [
            #"{"name":"near","type":"latency","maxLatency":90}"#,
            #"{"name":"even","type":"comparison","operation":"=","measurements":"count(teams[red].players)","referenceValue":3}"#,
            #"{"name":"either","type":"compound","statement":"or(near, even)"}"#,
        ]
        let found = Set(faults(text(rules: rules, expansions: "[\(expansion)]")).map(\.path))
        #expect(found == Set(members.map { "$.expansions[0].\($0)" }))
    }

    @Test("any property of a rule and the sizes of teams can be relaxed, of several at once")
    func relaxed() throws {
        let rules = [
            #"{"name":"a","type":"comparison","operation":"=","measurements":"count(teams[red].players)","referenceValue":3}"#,
            #"{"name":"b","type":"comparison","operation":"=","measurements":"count(teams[blue].players)","referenceValue":3}"#,
        ]
        let expansions = """
            [{"target":"rules[a,b].referenceValue","steps":[{"waitTimeSeconds":2,"value":"4"},
              {"waitTimeSeconds":3,"value":"count(teams[red].players)"}]},
             {"target":"rules[a].operation","steps":[{"waitTimeSeconds":4,"value":"<="}]},
             {"target":"teams[red, blue].minPlayers","steps":[{"waitTimeSeconds":2.5,"value":3}]},
             {"target":"teams[*].maxPlayers","steps":[{"waitTimeSeconds":0,"value":4}]}]
            """
        let read = try RuleSetReader.ruleSet(from: text(rules: rules, expansions: expansions).utf8)
        #expect(read.stages.map(\.age) == [0, 2, 2.5, 3, 4])
        let last = read.expanded(at: 4)
        #expect(last.teams.map(\.minPlayers) == [3, 3] && last.teams.map(\.maxPlayers) == [4, 4])
        guard case .comparison(let rule) = last.rules[0], case .comparison(let other) = last.rules[1] else {
            Issue.record("no comparison rules")
            return
        }
        #expect(rule.operation == .lessOrEqual && other.operation == .equal)
        #expect(rule.referenceValue == .expression(.apply(.count, .players(.named(["red"])))))
        guard case .comparison(let early)? = read.expanded(at: 2).rule("b") else { return }
        #expect(early.referenceValue == .number(4))
    }

    @Test("one property is relaxed in one place only")
    func twice() {
        let expansion = #"{"target":"teams[red].minPlayers","steps":[{"waitTimeSeconds":1,"value":2}]}"#
        #expect(faults(text(expansions: "[\(expansion),\(expansion)]")).map(\.path) == ["$.expansions[1].target"])
    }
}
