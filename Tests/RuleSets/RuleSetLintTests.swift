import RuleSetsCore
import Testing

@Suite struct RuleSetLintTests {
    /// Warnings but for those of unused attributes, which the small examples here don't care for.
    private func warnings(_ rules: [String], expansions: String = "[]", _ more: String = "") throws -> [String] {
        let read = try RuleSetReader.ruleSet(from: text(rules: rules, expansions: expansions, more).utf8)
        return RuleSetLint.warnings(of: read, path: "$").filter { !$0.path.contains("playerAttributes") }.map(
            \.description)
    }

    @Test("a rule set that uses what it declares and can be met has no warnings")
    func clean() throws {
        let read = try RuleSetReader.ruleSet(from: Examples.everything.utf8)
        #expect(
            RuleSetLint.warnings(of: read, path: "$") == [
                JSONFault("$.rules[4]", "'some tool shared' holds for every match")
            ])
    }

    @Test("attributes that nothing uses are named")
    func unused() throws {
        let rule = #"{"name":"a","type":"batchDistance","batchAttribute":"ground"}"#
        let read = try RuleSetReader.ruleSet(from: text(rules: [rule]).utf8)
        #expect(
            RuleSetLint.warnings(of: read, path: "$.ruleSet").map(\.path) == [
                "$.ruleSet.playerAttributes[0]", "$.ruleSet.playerAttributes[2]", "$.ruleSet.playerAttributes[3]",
            ])
    }

    @Test(
        "rules that no match can meet are found",
        arguments: [
            #""type":"comparison","measurements":"count(teams[red].players)","operation":"=","referenceValue":6"#,
            #""type":"comparison","measurements":"count(teams[red].players)","operation":"<","referenceValue":1"#,
            #""type":"comparison","measurements":"sum(count(teams[*].players))","operation":">","referenceValue":10"#,
            #""type":"comparison","measurements":"count(flatten(teams[*].players))","operation":">=","referenceValue":11"#,
            #""type":"comparison","measurements":"count(teams[*])","operation":"!=","referenceValue":2"#,
            #""type":"comparison","measurements":"stddev(teams[red].players.attributes[skill])","operation":"<","referenceValue":0"#,
            #""type":"distance","measurements":"count(teams[red].players)","referenceValue":"count(teams[blue].players)","minDistance":5"#,
            #""type":"distance","measurements":"count(teams[red].players)","referenceValue":9,"maxDistance":3"#,
            #""type":"distance","measurements":"avg(teams[red].players.attributes[skill])","referenceValue":"avg(teams[red].players.attributes[skill])","minDistance":1"#,
            #""type":"collection","operation":"contains","referenceValue":"cook","minCount":6,"measurements":"teams[red].players.attributes[roles]"#
                + "\"",
            #""type":"collection","operation":"contains","referenceValue":"cook","minCount":6,"measurements":"teams[*].players.attributes[roles]"#
                + "\"",
            #""type":"collection","operation":"reference_intersection_count","referenceValue":["a","b"],"minCount":3,"measurements":"flatten(teams[*].players.attributes[roles])"#
                + "\"",
            #""type":"collection","operation":"intersection","minCount":101,"measurements":"flatten(teams[*].players.attributes[roles])"#
                + "\"",
        ])
    func never(rule: String) throws {
        #expect(try warnings([#"{"name":"a",\#(rule)}"#]) == ["$.rules[0]: 'a' can never hold"])
    }

    @Test(
        "rules that every match meets are found",
        arguments: [
            #""type":"comparison","measurements":"count(teams[red].players)","operation":"<=","referenceValue":5"#,
            #""type":"distance","measurements":"count(teams[red].players)","referenceValue":"count(teams[blue].players)","maxDistance":4"#,
            #""type":"collection","operation":"contains","referenceValue":"cook","minCount":0,"maxCount":10,"measurements":"flatten(teams[*].players.attributes[roles])"#
                + "\"",
        ])
    func always(rule: String) throws {
        #expect(try warnings([#"{"name":"a",\#(rule)}"#]) == ["$.rules[0]: 'a' holds for every match"])
    }

    @Test(
        "rules that depend on the players are not warned of",
        arguments: [
            #""type":"comparison","measurements":"count(teams[red].players)","operation":"=","referenceValue":5"#,
            #""type":"comparison","measurements":"avg(teams[red].players.attributes[skill])","operation":"<","referenceValue":-1e9"#,
            #""type":"distance","measurements":"avg(teams[*].players.attributes[skill])","referenceValue":"avg(flatten(teams[*].players.attributes[skill]))","maxDistance":0"#,
            #""type":"collection","operation":"contains","referenceValue":"cook","minCount":6,"measurements":"flatten(teams[*].players.attributes[roles])"#
                + "\"",
            #""type":"comparison","measurements":"flatten(teams[*].players.attributes[ground])","operation":"!=""#,
        ])
    func open(rule: String) throws {
        #expect(try warnings([#"{"name":"a",\#(rule)}"#]) == [])
    }

    private static let near = #"{"name":"near","type":"latency","maxLatency":50}"#
    private static let many =
        #"{"name":"many","type":"comparison","measurements":"count(teams[red].players)","operation":">","referenceValue":5}"#

    @Test("compound rules are looked through")
    func compound() throws {
        func compound(_ statement: String) throws -> [String] {
            try warnings([Self.near, Self.many, #"{"name":"c","type":"compound","statement":"\#(statement)"}"#])
                .filter { $0.contains("rules[2]") }
        }
        #expect(try compound("and(near, not(near))") == ["$.rules[2]: 'c' can never hold"])
        #expect(try compound("or(near, not(near))") == ["$.rules[2]: 'c' holds for every match"])
        #expect(try compound("and(near, many)") == ["$.rules[2]: 'c' can never hold"])
        #expect(try compound("or(near, many)") == [])
        #expect(try compound("not(many)") == ["$.rules[2]: 'c' holds for every match"])
        #expect(try compound("xor(near, near)") == ["$.rules[2]: 'c' can never hold"])
    }

    @Test("a rule that only expansions make possible says from when on")
    func later() throws {
        let expansions = #"[{"target":"rules[many].referenceValue","steps":[{"waitTimeSeconds":30,"value":3}]}]"#
        #expect(
            try warnings([Self.many], expansions: expansions) == [
                "$.rules[0]: 'many' can't hold before a wait of 30.0 s"
            ])
    }

    @Test("two rules that leave no number to each other are found")
    func contradictions() throws {
        func rule(_ name: String, _ operation: String, _ number: Int, _ more: String = "") -> String {
            """
            {"name":"\(name)","type":"comparison","operation":"\(operation)","referenceValue":\(number),
            "measurements":["flatten(teams[*].players.attributes[skill])"]\(more)}
            """
        }
        let found = ["$.rules[1]: 'b' and 'a' can never hold together"]
        #expect(try warnings([rule("a", "<", 10), rule("b", ">=", 10)]) == found)
        #expect(try warnings([rule("a", "=", 10), rule("b", "=", 11)]) == found)
        #expect(try warnings([rule("a", "<=", 10), rule("b", ">=", 10)]) == [])
        #expect(try warnings([rule("a", "<", 10), rule("b", ">", 20, #","partyAggregation":"max""#)]) == [])
        let compound = #"{"name":"c","type":"compound","statement":"or(a, b)"}"#
        #expect(try warnings([rule("a", "<", 10), rule("b", ">=", 10), compound]) == [])
    }

    @Test("expansions that narrow, or change nothing, are found")
    func expansions() throws {
        func found(_ target: String, _ values: [Int], rules: [String] = [Self.near]) throws -> [String] {
            let steps = values.enumerated().map { #"{"waitTimeSeconds":\#($0.offset + 1),"value":\#($0.element)}"# }
            return try warnings(
                rules, expansions: #"[{"target":"\#(target)","steps":[\#(steps.joined(separator: ","))]}]"#)
        }
        #expect(try found("rules[near].maxLatency", [80, 100]) == [])
        #expect(
            try found("rules[near].maxLatency", [80, 60, 60]) == [
                "$.expansions[0].steps[1].value: narrows rules[near].maxLatency instead of relaxing it",
                "$.expansions[0].steps[2].value: changes nothing of rules[near].maxLatency",
            ])
        #expect(try found("teams[red].minPlayers", [3]).count == 1)
        #expect(try found("teams[*].maxPlayers", [4]).count == 2)
        #expect(try found("teams[red].minPlayers", [1]).count == 1)
        let skilled =
            #"{"name":"skilled","type":"comparison","operation":">=","referenceValue":10,"measurements":"teams[red].players.attributes[skill]"}"#
        #expect(try found("rules[skilled].referenceValue", [5], rules: [skilled]) == [])
        #expect(try found("rules[skilled].referenceValue", [15], rules: [skilled]).count == 1)
        // What a compound rule negates widens by narrowing.
        let compound = #"{"name":"c","type":"compound","statement":"not(skilled)"}"#
        #expect(try found("rules[skilled].referenceValue", [15], rules: [skilled, compound]) == [])
    }

    @Test(
        "what is there for nothing is found",
        arguments: [
            (
                #"{"name":"a","type":"comparison","operation":"=","measurements":"teams[*].players.attributes[skill]"}"#,
                "",
                "$.rules[0].measurements"
            ),
            (
                #"{"name":"a","type":"collection","operation":"intersection","minCount":1,"measurements":"teams[*].players.attributes[roles]"}"#,
                "", "$.rules[0].measurements"
            ),
            (
                #"{"name":"a","type":"comparison","operation":"=","partyAggregation":"min","measurements":"teams[red].players.attributes[ground]"}"#,
                "", "$.rules[0].partyAggregation"
            ),
            (
                #"{"name":"a","type":"comparison","operation":"=","measurements":"flatten(teams[red].players.attributes[skill])"}"#,
                "", "$.rules[0]"
            ),
            (#"{"name":"a","type":"latency","maxLatency":0}"#, "", "$.rules[0].maxLatency"),
            (near, #","algorithm":{"balancedAttribute":"skill"}"#, "$.algorithm.balancedAttribute"),
            (near, #","algorithm":{"sortByAttributes":["skill"]}"#, "$.algorithm.sortByAttributes"),
            (
                near, #","algorithm":{"strategy":"balanced","balancedAttribute":"skill","backfillPriority":"low"}"#,
                "$.algorithm.backfillPriority"
            ),
        ])
    func vain(rule: String, more: String, path: String) throws {
        #expect(try warnings([rule], more).map { $0.prefix { $0 != ":" } } == [path[...]])
    }
}
