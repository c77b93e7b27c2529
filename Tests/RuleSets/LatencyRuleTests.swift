import RuleSetsCore
import Testing

@Suite struct LatencyRuleTests {
    private func rule(_ members: String, and others: String...) throws -> RuleSet {
        try RuleSetReader.ruleSet(
            from: """
                {"ruleLanguageVersion":"1.0","teams":[{"name":"red","minPlayers":1,"maxPlayers":3},
                {"name":"blue","minPlayers":1,"maxPlayers":3}],
                "rules":[\((["{\"name\":\"r\",\"type\":\"latency\",\(members)}"] + others).joined(separator: ","))]}
                """.utf8)
    }

    private func on(_ first: [String: Double], _ second: [String: Double]) -> MatchCandidate {
        match(("red", [[player("a", at: first)]]), ("blue", [[player("b", at: second)]]))
    }

    @Test("there is a region within the bound for all, and it is the best for the worst-off")
    func region() throws {
        let rules = RuleEvaluator(try rule(#""maxLatency":100"#))
        let verdict = rules.verdict(on: on(["eu": 90, "us": 40, "ap": 10], ["eu": 30, "us": 80, "sa": 1]))
        #expect(verdict.holds)
        #expect(verdict.region == "us")
        #expect(rules.regions(for: on(["eu": 90, "us": 40], ["eu": 30, "us": 80])) == ["us", "eu"])
        #expect(verdict.rules[0].measured == .number(80))
        #expect(verdict.rules[0].bound == .range(min: nil, max: 100))
        let far = rules.verdict(on: on(["eu": 10, "us": 300], ["eu": 101, "us": 20]))
        #expect(!far.holds)
        #expect(far.region == "eu")
        #expect(far.rules[0].measured == .number(101))
        #expect(!rules.verdict(on: on(["eu": 10], ["us": 10])).holds)
        #expect(!rules.verdict(on: on([:], ["us": 10])).holds)
        #expect(rules.verdict(on: on([:], [:])).rules[0].reason != nil)
    }

    @Test("one region suits several latency rules at once")
    func together() throws {
        let second = #"{"name":"s","type":"latency","maxDistance":10,"distanceReference":"min"}"#
        let rules = RuleEvaluator(try rule(#""maxLatency":100"#, and: second))
        // In eu all are near but one far from the other; in us they are alike but too far away.
        #expect(!rules.verdict(on: on(["eu": 10, "us": 200], ["eu": 60, "us": 205])).holds)
        #expect(rules.verdict(on: on(["eu": 10, "us": 90], ["eu": 60, "us": 95])).region == "us")
    }

    @Test("distances are measured from the least or the average latency of the tickets")
    func distance() throws {
        let least = try rule(#""maxDistance":20,"distanceReference":"min""#)
        let average = try rule(#""maxDistance":20,"distanceReference":"avg""#)
        #expect(least.verdict(on: on(["eu": 10], ["eu": 30])).holds)
        #expect(!least.verdict(on: on(["eu": 10], ["eu": 31])).holds)
        #expect(average.verdict(on: on(["eu": 10], ["eu": 50])).holds)
        #expect(!average.verdict(on: on(["eu": 10], ["eu": 51])).holds)
        #expect(average.verdict(on: on(["eu": 10], ["eu": 50])).measured == .number(20))
    }

    @Test("the average latency goes by players, so that a party weighs as many as it has")
    func distanceOfParties() throws {
        // The average of three players at 10, 10 and 40 is 20, that of their two tickets 25.
        let party = match(
            ("red", [[player("a", at: ["eu": 10]), player("b", at: ["eu": 10])]]),
            ("blue", [[player("c", at: ["eu": 40])]]))
        let near = try rule(#""maxDistance":19,"distanceReference":"avg""#).verdict(on: party)
        #expect(!near.holds)
        #expect(near.measured == .number(20))
        #expect(try rule(#""maxDistance":20,"distanceReference":"avg""#).verdict(on: party).holds)
    }

    @Test("a party counts with its average, or as the rule says; all of it need to know the region")
    func parties() throws {
        let party = match(
            ("red", [[player("a", at: ["eu": 20]), player("b", at: ["eu": 160])]]),
            ("blue", [[player("c", at: ["eu": 5])]]))
        #expect(try rule(#""maxLatency":100"#).verdict(on: party).holds)
        #expect(try !rule(#""maxLatency":100,"partyAggregation":"max""#).verdict(on: party).holds)
        #expect(try rule(#""maxLatency":20,"partyAggregation":"min""#).verdict(on: party).holds)
        let unknown = match(
            ("red", [[player("a", at: ["eu": 20]), player("b")]]), ("blue", [[player("c", at: ["eu": 5])]]))
        #expect(try !rule(#""maxLatency":100"#).verdict(on: unknown).holds)
    }

    @Test("without a latency rule matches are made without a region, and with the best one that all know")
    func without() throws {
        let rules = RuleEvaluator(
            RuleSet(teams: [
                .init(name: "red", minPlayers: 1, maxPlayers: 3), .init(name: "blue", minPlayers: 1, maxPlayers: 3),
            ]))
        #expect(rules.verdict(on: on([:], ["eu": 900])).holds)
        #expect(rules.verdict(on: on([:], ["eu": 900])).region == nil)
        #expect(rules.verdict(on: on(["us": 2, "eu": 1000], ["eu": 900, "ap": 1])).region == "eu")
    }
}
