import RuleSetsCore
import Testing

@Suite struct DistanceRuleTests {
    private func rule(_ members: String) throws -> RuleSet {
        try ruleSet(#"{"name":"r","type":"distance",\#(members)}"#)
    }

    @Test("the averages of teams lie near that of the match")
    func evenTeams() throws {
        let rules = try rule(
            """
            "measurements":["avg(teams[*].players.attributes[skill])"],
            "referenceValue":"avg(flatten(teams[*].players.attributes[skill]))","maxDistance":10
            """)
        let even = rules.verdict(on: match(("red", [players(10), players(30)]), ("blue", [players(40), players(20)])))
        #expect(even.holds)
        #expect(even.measured == .number(5))
        #expect(even.bound == .range(min: nil, max: 10))
        let uneven = rules.verdict(
            on: match(("red", [players(10), players(12)]), ("blue", [players(50), players(20)])))
        #expect(!uneven.holds)
    }

    @Test("bounds are inclusive, and a least distance keeps values apart")
    func bounds() throws {
        let rules = try rule(
            """
            "measurements":"max(flatten(teams[*].players.attributes[skill]))",
            "referenceValue":"min(flatten(teams[*].players.attributes[skill]))","minDistance":2,"maxDistance":4
            """)
        let held = [1.0, 2, 3, 4, 5].map { skill in
            rules.verdict(on: match(("red", [players(0)]), ("blue", [players(skill)]))).holds
        }
        #expect(held == [false, true, true, true, false])
    }

    @Test("a party counts with its average, or as the rule says")
    func parties() throws {
        let members =
            #""measurements":"flatten(teams[*].players.attributes[skill])","referenceValue":20,"maxDistance":5"#
        let played = match(("red", [players(10, 30)]), ("blue", [players(18)]))
        #expect(try rule(members).verdict(on: played).holds)
        #expect(try !rule(members + #","partyAggregation":"max""#).verdict(on: played).holds)
        #expect(try !rule(members + #","partyAggregation":"min""#).verdict(on: played).holds)
    }

    @Test("the rule must hold for each of several measurements")
    func several() throws {
        let rules = try rule(
            """
            "measurements":["teams[red].players.attributes[skill]","teams[blue].players.attributes[skill]"],
            "referenceValue":"10","maxDistance":"1"
            """)
        #expect(rules.verdict(on: match(("red", [players(11)]), ("blue", [players(9)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(11)]), ("blue", [players(8)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(12)]), ("blue", [players(9)]))).holds)
    }
}

@Suite struct BatchDistanceRuleTests {
    @Test("numbers of tickets lie within the distance, parties with their average or as the rule says")
    func numbers() throws {
        let members = #"{"name":"r","type":"batchDistance","batchAttribute":"skill","maxDistance":10"#
        let average = try ruleSet(members + "}")
        let greatest = try ruleSet(members + #","partyAggregation":"max"}"#)
        let played = match(("red", [players(0, 20)]), ("blue", [players(5)]))
        #expect(average.verdict(on: played).measured == .number(5))
        #expect(average.verdict(on: played).holds)
        #expect(greatest.verdict(on: played).measured == .number(15))
        #expect(!greatest.verdict(on: played).holds)
        #expect(average.verdict(on: match(("red", [players(0)]), ("blue", [players(10)]))).holds)
    }

    @Test("strings are equal for all players")
    func strings() throws {
        let rules = try ruleSet(#"{"name":"r","type":"batchDistance","batchAttribute":"ground"}"#)
        func on(_ first: AttributeValue, _ second: AttributeValue) -> Bool {
            let skill = AttributeValue.number(0)
            return rules.verdict(
                on: match(
                    ("red", [[player("a", ["skill": skill, "ground": first])]]),
                    ("blue", [[player("b", ["skill": skill, "ground": second]), player("c", ["skill": skill])]]))
            ).holds
        }
        #expect(on(.string("reef"), .string("reef")))
        #expect(!on(.string("reef"), .string("port")))
        #expect(!on(.string("port"), .string("port")))
    }
}
