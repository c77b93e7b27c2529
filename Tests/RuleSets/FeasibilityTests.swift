import Contracts
import Testing

@testable import RuleSetsCore

@Suite struct FeasibilityTests {
    private static let numbers = [
        "count(teams[red].players)", "count(teams[*].players)", "count(flatten(teams[*].players))", "count(teams[*])",
        "sum(count(teams[*].players))", "avg(count(teams[crew].players))", "min(teams[red].players.attributes[skill])",
        "avg(teams[*].players.attributes[skill])", "stddev(teams[red].players.attributes[skill])",
        "sum(stddev(teams[*].players.attributes[skill]))", "max(count(teams[*].players.attributes[roles]))",
        "count(teams[crew_1].players.attributes[roles])", "count(set_intersection(teams[*].players.attributes[roles]))",
        "sum(flatten(count(teams[*].players.attributes[roles])))",
        "count(flatten(flatten(teams[*].players.attributes[roles])))",
        "median(flatten(count(teams[red,crew].players.attributes[roles])))",
    ]
    private static let lists = [
        "teams[red].players.attributes[roles]", "teams[*].players.attributes[roles]",
        "flatten(teams[*].players.attributes[roles])", "flatten(flatten(teams[crew].players.attributes[roles]))",
        "teams[red].players.attributes[ground]", "flatten(teams[*].players[playerId])",
        "set_intersection(flatten(teams[*].players.attributes[roles]))",
        "set_intersection(teams[*].players.attributes[roles])",
    ]

    private static func rule(_ number: Int, _ random: inout SplitMix) -> String {
        let bound = Int.random(in: 0...9, using: &random)
        func pick(_ from: [String]) -> String { from.randomElement(using: &random) ?? "" }
        let reference = Bool.random(using: &random) ? "\(bound)" : "\"\(pick(numbers))\""
        let range = Bool.random(using: &random) ? "min" : "max"
        switch Int.random(in: 0...3, using: &random) {
        case 0:
            return """
                {"name":"r\(number)","type":"comparison","measurements":"\(pick(numbers))","referenceValue":\(reference),
                "operation":"\(pick(["<", "<=", "=", "!=", ">", ">="]))"}
                """
        case 1:
            return """
                {"name":"r\(number)","type":"distance","measurements":"\(pick(numbers))","referenceValue":\(reference),
                "\(range)Distance":\(bound)}
                """
        default:
            let operation = pick(["contains", "intersection", "reference_intersection_count"])
            let reference = operation == "intersection" ? "" : #""referenceValue":"cook","#
            return """
                {"name":"r\(number)","type":"collection","operation":"\(operation)",\(reference)"\(range)Count":\(bound % 5),
                "measurements":"\(pick(lists))"}
                """
        }
    }

    private static func players(_ count: Int, _ random: inout SplitMix, _ next: inout Int) -> [MatchCandidate.Player] {
        (0..<count).map { _ in
            next += 1
            let roles = ["cook", "mate", "bosun"].filter { _ in Bool.random(using: &random) }
            return player(
                "p\(next)",
                [
                    "skill": .number(Double(Int.random(in: -2...8, using: &random))), "roles": .stringList(roles),
                    "ground": .string(Bool.random(using: &random) ? "cook" : "reef"),
                ])
        }
    }

    @Test("what can never hold no match meets, and what always holds all do", arguments: 0..<4)
    func sound(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        var certain = 0
        for _ in 0..<60 {
            let rules = (0..<4).map { Self.rule($0, &random) }
            let compound = #"{"name":"c","type":"compound","statement":"or(and(r0, not(r1)), xor(r2, r3))"}"#
            let ruleSet = try RuleSetReader.ruleSet(
                from: """
                    {"ruleLanguageVersion":"1.0",
                    "playerAttributes":[{"name":"skill","type":"number"},{"name":"ground","type":"string"},
                      {"name":"roles","type":"string_list"}],
                    "teams":[{"name":"red","minPlayers":1,"maxPlayers":3},{"name":"crew","minPlayers":2,"maxPlayers":4,"quantity":2}],
                    "rules":[\((rules + [compound]).joined(separator: ","))]}
                    """.utf8)
            let known = Feasibility.ofRules(in: ruleSet)
            certain += known.values.count { $0 != .open }
            let evaluator = RuleEvaluator(ruleSet)
            for _ in 0..<30 {
                var next = 0
                let played = MatchCandidate(
                    teams: ruleSet.sides.map { side in
                        let count = Int.random(in: side.minPlayers...side.maxPlayers, using: &random)
                        let players = Self.players(count, &random, &next)
                        return MatchCandidate.Team(
                            faction: side.faction,
                            tickets: Bool.random(using: &random)
                                ? [MatchCandidate.Ticket(id: TicketID("t\(next)"), players: players)]
                                : players.map { MatchCandidate.Ticket(id: TicketID("t-\($0.id)"), players: [$0]) })
                    })
                for verdict in evaluator.verdict(on: played).rules {
                    let feasibility = known[verdict.rule] ?? .open
                    #expect(
                        verdict.holds ? feasibility.canHold : feasibility.canFail,
                        "\(rules) \(verdict) \(played)")
                }
            }
        }
        #expect(certain > 20)
    }
}
