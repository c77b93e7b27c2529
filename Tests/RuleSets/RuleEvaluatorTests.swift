import RuleSetsCore
import Testing

@Suite struct RuleEvaluatorTests {
    private static let near = """
        {"name":"near","type":"distance","measurements":"max(flatten(teams[*].players.attributes[skill]))",
         "referenceValue":"min(flatten(teams[*].players.attributes[skill]))","maxDistance":5}
        """
    private static let widening = """
        [{"target":"rules[near].maxDistance","steps":[{"waitTimeSeconds":10,"value":20},{"waitTimeSeconds":30,"value":80}]}]
        """

    @Test("expansions go by the newest ticket of a match, or by the oldest one where the rule set says so")
    func ages() throws {
        let newest = RuleEvaluator(try ruleSet(Self.near, expansions: Self.widening))
        let oldest = RuleEvaluator(
            try ruleSet(Self.near, algorithm: #"{"expansionAgeSelection":"oldest"}"#, expansions: Self.widening))
        func played(_ ages: Double...) -> MatchCandidate {
            match(("red", [players(10)]), ("blue", [players(28)]), ages: ages)
        }
        #expect(!newest.verdict(on: played(40, 9.99)).holds)
        #expect(newest.verdict(on: played(40, 10)).holds)
        #expect(oldest.verdict(on: played(10, 0)).holds)
        #expect(!oldest.verdict(on: played(9, 0)).holds)
        #expect(newest.verdict(on: played(40, 10)).age == 10)
        #expect(newest.verdict(on: played(400, 31))["near"]?.bound == .range(min: nil, max: 80))
    }

    @Test("a match with teams too small or too large, or a player twice, is none")
    func problems() throws {
        let rules = RuleEvaluator(try ruleSet())
        #expect(rules.verdict(on: match(("red", [players(1)]), ("blue", [players(2)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(1)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(1)]), ("blue", []))).holds)
        #expect(!rules.verdict(on: match(("red", [players(1)]), ("blue", [players(1)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(1, 2, 3, 4, 5, 6)]), ("blue", [players(9)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(1)]), ("blue", [players(2)]), ("green", [players(3)]))).holds)
        #expect(!rules.verdict(on: match(("red", [players(1), []]), ("blue", [players(2)]))).holds)
    }

    @Test("sizes of teams relax as well")
    func sizes() throws {
        let rules = RuleEvaluator(
            try RuleSetReader.ruleSet(
                from: """
                    {"ruleLanguageVersion":"1.0","teams":[{"name":"crew","minPlayers":2,"maxPlayers":2,"quantity":2}],
                    "expansions":[{"target":"teams[crew].minPlayers","steps":[{"waitTimeSeconds":5,"value":1}]}]}
                    """.utf8))
        func played(_ age: Double) -> MatchCandidate {
            match(("crew_1", [players(1, 2)]), ("crew_2", [players(3)]), ages: [age, age])
        }
        #expect(!rules.verdict(on: played(4)).holds)
        #expect(rules.verdict(on: played(5)).holds)
    }

    @Test("a rule set with all of the language judges a match, rule by rule")
    func everything() throws {
        let rules = RuleEvaluator(try RuleSetReader.ruleSet(from: Examples.everything.utf8))
        let latency = ["eu": 20.0]
        func sailor(_ id: String, wins: Double) -> MatchCandidate.Player {
            player(id, ["wins": .number(wins)], at: latency)
        }
        let played = match(
            ("crew_1", [["a", "b"].map { sailor($0, wins: 10) }, [sailor("c", wins: 12)]]),
            ("crew_2", [["d", "e", "f"].map { sailor($0, wins: 9) }]), ("watch", [[sailor("g", wins: 8)]]))
        let verdict = rules.verdict(on: played)
        #expect(verdict.holds, "\(verdict)")
        #expect(verdict.region == "eu")
        #expect(verdict.rules.count == 11)
        var without = played
        without.teams[2].tickets[0].players[0].attributes["wins"] = .number(1)
        // The watch's rule is an operand of the compound rule, which the shared ground keeps true.
        let unseasoned = rules.verdict(on: without)
        #expect(unseasoned["seasoned watch"]?.holds == false)
        #expect(unseasoned.holds)
    }

    @Test("the rating is there without being declared, and 0 for who has none")
    func rating() throws {
        let rules = RuleEvaluator(
            try RuleSetReader.ruleSet(
                from: """
                    {"ruleLanguageVersion":"1.0","teams":[{"name":"a","minPlayers":1,"maxPlayers":1,"quantity":2}],
                    "rules":[{"name":"r","type":"batchDistance","batchAttribute":"rating","maxDistance":3}]}
                    """.utf8))
        func played(_ rating: Double) -> MatchCandidate {
            match(("a_1", [[player("x", ["rating": .number(rating)])]]), ("a_2", [[player("y")]]))
        }
        #expect(rules.verdict(on: played(2.5)).holds)
        #expect(!rules.verdict(on: played(3.5)).holds)
    }
}
