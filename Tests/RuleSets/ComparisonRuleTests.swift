import RuleSetsCore
import Testing

@Suite struct ComparisonRuleTests {
    private func rule(_ members: String) throws -> RuleSet {
        try ruleSet(#"{"name":"r","type":"comparison",\#(members)}"#)
    }

    @Test(
        "each operation compares every measured value with the reference value",
        arguments: [
            ("<", [false, false, true]), ("<=", [false, true, true]), ("=", [false, true, false]),
            ("!=", [true, false, true]), (">", [true, false, false]), (">=", [true, true, false]),
        ])
    func operations(operation: String, expected: [Bool]) throws {
        let rules = try rule(
            #""measurements":"teams[red].players.attributes[skill]","referenceValue":20,"operation":"\#(operation)""#)
        let held = [21.0, 20, 19].map { skill in
            rules.verdict(on: match(("red", [players(skill)]), ("blue", [players(0)]))).holds
        }
        #expect(held == expected)
    }

    @Test("one player beyond the bound is enough, and is what is told")
    func worst() throws {
        let rules = try rule(
            #""measurements":["flatten(teams[*].players.attributes[skill])"],"referenceValue":20,"operation":">=""#)
        let verdict = rules.verdict(on: match(("red", [players(25), players(12)]), ("blue", [players(19)])))
        #expect(!verdict.holds)
        #expect(verdict.measured == .number(12))
        #expect(verdict.bound == .compared(.greaterOrEqual, .number(20)))
    }

    @Test("the reference value may be an expression, a number in quotes, or a text")
    func references() throws {
        let sizes = try rule(
            #""measurements":"count(teams[red].players)","referenceValue":"count(teams[blue].players)","operation":"=""#
        )
        #expect(sizes.verdict(on: match(("red", [players(1, 2)]), ("blue", [players(1), players(2)]))).holds)
        #expect(!sizes.verdict(on: match(("red", [players(1, 2)]), ("blue", [players(1)]))).holds)
        let quoted = try rule(
            #""measurements":"teams[red].players.attributes[skill]","referenceValue":"20","operation":">""#)
        #expect(quoted.verdict(on: match(("red", [players(21)]), ("blue", [players(1)]))).holds)
        let text = try rule(
            #""measurements":"teams[red].players.attributes[ground]","referenceValue":"reef","operation":"!=""#)
        #expect(!text.verdict(on: match(("red", [players(21)]), ("blue", [players(1)]))).holds)
    }

    @Test("lists on both sides are compared each with each")
    func eachWithEach() throws {
        let rules = try rule(
            #""measurements":"teams[red].players.attributes[skill]","operation":"<","referenceValue":"teams[blue].players.attributes[skill]""#
        )
        #expect(rules.verdict(on: match(("red", [players(1), players(2)]), ("blue", [players(3), players(4)]))).holds)
        #expect(
            !rules.verdict(on: match(("red", [players(1), players(3)]), ("blue", [players(3), players(4)]))).holds)
    }

    @Test("against a reference value a party counts with its average, or as the rule says")
    func parties() throws {
        let members = #""measurements":"teams[red].players.attributes[skill]","referenceValue":20,"operation":">=""#
        let played = match(("red", [players(10, 30)]), ("blue", [players(1)]))
        #expect(try rule(members).verdict(on: played).holds)
        #expect(try rule(members + #","partyAggregation":"max""#).verdict(on: played).holds)
        #expect(try !rule(members + #","partyAggregation":"min""#).verdict(on: played).holds)
    }

    @Test("without a reference value all values are equal, or all different")
    func acrossPlayers() throws {
        func rules(_ operation: String, _ path: String = "flatten(teams[*].players.attributes[skill])") throws
            -> RuleSet
        {
            try rule(#""measurements":["\#(path)"],"operation":"\#(operation)""#)
        }
        let same = match(("red", [players(3), players(3)]), ("blue", [players(3)]))
        let mixed = match(("red", [players(3), players(3)]), ("blue", [players(4)]))
        let different = match(("red", [players(3), players(5)]), ("blue", [players(4)]))
        #expect(try [same, mixed, different].map { try rules("=").verdict(on: $0).holds } == [true, false, false])
        #expect(try [same, mixed, different].map { try rules("!=").verdict(on: $0).holds } == [false, false, true])
        #expect(try rules("!=").verdict(on: same).measured == .number(2))
        // Grouped by team, the teams are looked at by themselves.
        #expect(try rules("=", "teams[*].players.attributes[skill]").verdict(on: mixed).holds)
    }

    @Test("among players a party's members speak for themselves, unless the rule says how they count")
    func partiesAcrossPlayers() throws {
        let members = #""measurements":["flatten(teams[*].players.attributes[skill])"],"operation":"=""#
        let played = match(("red", [players(1, 3)]), ("blue", [players(2)]))
        #expect(try !rule(members).verdict(on: played).holds)
        #expect(try rule(members + #","partyAggregation":"avg""#).verdict(on: played).holds)
    }

    @Test("a player without the attribute and without a default keeps the match from being made")
    func missing() throws {
        let rules = try rule(
            #""measurements":"teams[red].players.attributes[skill]","referenceValue":20,"operation":">=""#)
        let verdict = RuleEvaluator(rules).verdict(on: match(("red", [[player("x")]]), ("blue", [players(1)])))
        #expect(!verdict.holds)
        #expect(verdict.problems == ["player x has no 'skill'"])
        #expect(verdict.rules[0].reason == "player x has no 'skill'")
        let mistyped = match(("red", [[player("x", ["skill": .string("20")])]]), ("blue", [players(1)]))
        #expect(!RuleEvaluator(rules).verdict(on: mistyped).holds)
    }
}
