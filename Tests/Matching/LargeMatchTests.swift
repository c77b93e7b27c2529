import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

/// Matches of more than 40 players.
@Suite struct LargeMatchTests {
    private static let ruleSet: RuleSet = {
        do {
            return try RuleSetReader.ruleSet(
                from: [
                    "ruleLanguageVersion": "1.0",
                    "playerAttributes": [["name": "skill", "type": "number"], ["name": "map", "type": "string"]],
                    "teams": [["name": "side", "minPlayers": 25, "maxPlayers": 30, "quantity": 2]],
                    "algorithm": [
                        "strategy": "balanced", "balancedAttribute": "skill",
                        "batchingPreference": "largestPopulation",
                    ],
                    "rules": [
                        ["name": "ping", "type": "latency", "maxLatency": 100],
                        ["name": "map", "type": "batchDistance", "batchAttribute": "map"],
                    ],
                    "expansions": [
                        [
                            "target": "rules[ping].maxLatency",
                            "steps": [["waitTimeSeconds": 10, "value": 200]],
                        ]
                    ],
                ], path: "$")
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    @Test("sides of different sizes are made even in the average of their players")
    func asymmetric() throws {
        let ruleSet = try RuleSetReader.ruleSet(
            from: [
                "ruleLanguageVersion": "1.0", "playerAttributes": [["name": "skill", "type": "number"]],
                "teams": [
                    ["name": "few", "minPlayers": 10, "maxPlayers": 10],
                    ["name": "many", "minPlayers": 40, "maxPlayers": 40],
                ],
                "algorithm": ["strategy": "balanced", "balancedAttribute": "skill"],
            ], path: "$")
        var table = MatchingTable(ruleSet)
        var skills: [TicketID: Double] = [:]
        for number in 0..<50 {
            let id = TicketID("t\(number)")
            skills[id] = Double((number * 37) % 100)
            let player = TicketPlayer(
                playerID: PlayerID("p\(number)"), username: "p", attributes: ["skill": .number(skills[id] ?? 0)])
            table.add(SearchEntry(ticketID: id, players: [player], enqueuedAt: table.now, modes: ["mode"]))
            table.draw()
        }
        let draft = try #require(table.drafts.first)
        let averages = draft.teams.map { team in
            team.tickets.reduce(0) { $0 + (skills[$1] ?? 0) } / Double(team.tickets.count)
        }
        #expect(draft.teams.map(\.tickets.count).sorted() == [10, 40])
        #expect(abs(averages[0] - averages[1]) <= 2, "\(averages)")
    }

    @Test(
        "they hold all rules, are even in the balanced number, and keep parties whole", arguments: 1...6)
    func large(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = MatchingTable(Self.ruleSet)
        var skills: [TicketID: [Double]] = [:]
        for number in 0..<220 {
            let size = Int.random(in: 0..<4, using: &random) == 0 ? Int.random(in: 2...5, using: &random) : 1
            let map = Int.random(in: 0..<2, using: &random) == 0 ? "sand" : "snow"
            let region = Int.random(in: 0..<4, using: &random) == 0 ? 150.0 : 50
            let players = (0..<size).map { member in
                TicketPlayer(
                    playerID: PlayerID("\(number).\(member)"), username: "\(number)",
                    attributes: [
                        "skill": .number(Double(Int.random(in: 500...2500, using: &random))), "map": .string(map),
                    ], latencies: ["eu": region])
            }
            let id = TicketID("t\(number)")
            skills[id] = players.compactMap { $0.attributes["skill"]?.double }
            table.add(SearchEntry(ticketID: id, players: players, enqueuedAt: table.now, modes: ["mode"]))
            // Each match is held against the plain evaluator.
            table.draw()
            table.pass(.milliseconds(100))
        }
        table.pass(.seconds(10))
        #expect(table.drafts.count >= 3, "\(table.drafts.count) matches of \(skills.values.joined().count) players")
        for draft in table.drafts {
            let teams = draft.teams.map { $0.tickets.flatMap { skills[$0] ?? [] } }
            #expect(teams.allSatisfy { (25...30).contains($0.count) })
            let averages = teams.map { $0.reduce(0, +) / Double($0.count) }
            #expect(abs(averages[0] - averages[1]) <= 30, "\(averages)")
        }
    }
}
