import RuleSetsCore
import Testing

@Suite struct CollectionRuleTests {
    private func rule(_ members: String) throws -> RuleSet {
        try ruleSet(#"{"name":"r","type":"collection",\#(members)}"#)
    }

    private func with(_ id: String, roles: [String] = [], foes: [String] = []) -> MatchCandidate.Player {
        player(id, ["skill": .number(0), "roles": .stringList(roles), "foes": .stringList(foes)])
    }

    @Test("contains counts the players whose list has the value")
    func contains() throws {
        let rules = try rule(
            """
            "operation":"contains","referenceValue":"cook","maxCount":2,"minCount":1,
            "measurements":["flatten(teams[*].players.attributes[roles])"]
            """)
        let cook = with("a", roles: ["cook", "cook"])
        #expect(!rules.verdict(on: match(("red", [[with("x")]]), ("blue", [[with("y", roles: ["mate"])]]))).holds)
        #expect(rules.verdict(on: match(("red", [[cook]]), ("blue", [[with("y")]]))).measured == .number(1))
        // Three of one party are three.
        let three = rules.verdict(on: match(("red", [[cook, cook, cook]]), ("blue", [[with("y")]])))
        #expect(!three.holds)
        #expect(three.measured == .number(3))
        #expect(three.bound == .range(min: 1, max: 2))
    }

    @Test("a party that is said to count as one does")
    func containsPerTicket() throws {
        let members =
            """
            "operation":"contains","referenceValue":"cook","maxCount":1,
            "measurements":["flatten(teams[*].players.attributes[roles])"]
            """
        let played = match(
            ("red", [[with("a", roles: ["cook"]), with("b", roles: ["cook", "mate"])]]), ("blue", [[with("c")]]))
        #expect(try !rule(members).verdict(on: played).holds)
        #expect(try rule(members + #","partyAggregation":"union""#).verdict(on: played).holds)
        let least = members.replacing(#""maxCount":1"#, with: #""minCount":1"#)
        let shared = match(("red", [[with("a", roles: ["cook"]), with("b")]]), ("blue", [[with("c")]]))
        #expect(try !rule(least + #","partyAggregation":"intersection""#).verdict(on: shared).holds)
        #expect(try rule(least + #","partyAggregation":"union""#).verdict(on: shared).holds)
    }

    @Test("grouped by team, each team counts by itself")
    func eachTeam() throws {
        let rules = try rule(
            """
            "operation":"contains","referenceValue":"cook","minCount":1,
            "measurements":["teams[*].players.attributes[roles]"]
            """)
        let cook = [with("a", roles: ["cook"])]
        #expect(rules.verdict(on: match(("red", [cook]), ("blue", [[with("b")], cook]))).holds)
        #expect(!rules.verdict(on: match(("red", [cook, cook]), ("blue", [[with("b")]]))).holds)
    }

    @Test("intersection counts what all lists have in common, a party standing for what any of it has")
    func intersection() throws {
        let members =
            #""operation":"intersection","minCount":1,"measurements":"flatten(teams[*].players.attributes[roles])""#
        let rules = try rule(members)
        let party = [with("a", roles: ["cook"]), with("b", roles: ["mate"])]
        let shared = match(("red", [party]), ("blue", [[with("c", roles: ["mate", "bosun"])]]))
        #expect(rules.verdict(on: shared).measured == .number(1))
        #expect(!rules.verdict(on: match(("red", [party]), ("blue", [[with("c", roles: ["bosun"])]]))).holds)
        #expect(try !rule(members + #","partyAggregation":"intersection""#).verdict(on: shared).holds)
    }

    @Test("reference_intersection_count is taken of each list by itself")
    func referenceIntersection() throws {
        let rules = try rule(
            """
            "operation":"reference_intersection_count","minCount":1,
            "measurements":["flatten(teams[*].players.attributes[roles])"],
            "referenceValue":"set_intersection(flatten(teams[*].players.attributes[foes]))"
            """)
        // Everybody's role is a foe that all want.
        let first = with("a", roles: ["cook"], foes: ["cook", "mate"])
        let second = with("b", roles: ["mate"], foes: ["mate", "cook", "bosun"])
        #expect(rules.verdict(on: match(("red", [[first]]), ("blue", [[second]]))).holds)
        let unwanted = with("c", roles: ["bosun"], foes: ["mate", "cook"])
        #expect(!rules.verdict(on: match(("red", [[first]]), ("blue", [[second], [unwanted]]))).holds)
    }

    @Test("nobody meets whom he shuns, in either direction")
    func shunned() throws {
        let rules = try rule(
            """
            "operation":"reference_intersection_count","maxCount":0,
            "measurements":"flatten(teams[*].players.attributes[foes])",
            "referenceValue":"flatten(teams[*].players[playerId])"
            """)
        #expect(rules.verdict(on: match(("red", [[with("a", foes: ["z"])]]), ("blue", [[with("b")]]))).holds)
        #expect(!rules.verdict(on: match(("red", [[with("a", foes: ["b"])]]), ("blue", [[with("b")]]))).holds)
        #expect(!rules.verdict(on: match(("red", [[with("a")]]), ("blue", [[with("b", foes: ["a"])]]))).holds)
    }

    @Test("the reference may be a text or a list of texts")
    func literals() throws {
        func rules(_ reference: String) throws -> RuleSet {
            try rule(
                """
                "operation":"reference_intersection_count","minCount":2,"referenceValue":\(reference),
                "measurements":"teams[red].players.attributes[roles]"
                """)
        }
        let played = match(("red", [[with("a", roles: ["cook", "mate", "mate"])]]), ("blue", [[with("b")]]))
        #expect(try rules(#"["cook","mate","bosun"]"#).verdict(on: played).holds)
        #expect(try !rules(#""cook""#).verdict(on: played).holds)
    }

    @Test("of a list of single texts, contains counts how often the value is there")
    func texts() throws {
        let rules = try rule(
            """
            "operation":"contains","referenceValue":"port","maxCount":1,
            "measurements":"flatten(teams[*].players.attributes[ground])"
            """)
        let port = player("a", ["skill": .number(0), "ground": .string("port")])
        #expect(rules.verdict(on: match(("red", [[port]]), ("blue", [players(1)]))).holds)
        #expect(!rules.verdict(on: match(("red", [[port]]), ("blue", [[port]]))).holds)
    }
}
