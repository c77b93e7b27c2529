import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

/// Tickets that can't be matched with anybody keep nobody waiting who can.
@Suite struct UnfitTicketTests {
    private static func ruleSet(players: Int, _ rules: [JSONValue]) throws -> RuleSet {
        try RuleSetReader.ruleSet(
            from: [
                "ruleLanguageVersion": "1.0",
                "playerAttributes": [["name": "skill", "type": "number"], ["name": "map", "type": "string"]],
                "teams": [
                    ["name": "red", "minPlayers": .integer(Int64(players)), "maxPlayers": .integer(Int64(players))],
                    ["name": "blue", "minPlayers": .integer(Int64(players)), "maxPlayers": .integer(Int64(players))],
                ],
                "rules": .array(rules),
            ], path: "$")
    }

    private func add(_ id: String, _ skills: [Double], _ maps: [String], to table: inout MatchingTable) {
        let players = skills.indices.map { member in
            TicketPlayer(
                playerID: PlayerID("\(id).\(member)"), username: id,
                attributes: ["skill": .number(skills[member]), "map": .string(maps[member])])
        }
        table.add(SearchEntry(ticketID: TicketID(id), players: players, enqueuedAt: table.now, modes: ["mode"]))
        table.draw()
        table.pass(.milliseconds(500))
    }

    @Test(
        "a match comes with its last player, however many came first whom no average bears",
        arguments: [(3, 6), (4, 2), (5, 1), (5, 3)])
    func outliers(players: Int, outliers: Int) throws {
        var table = MatchingTable(
            try Self.ruleSet(
                players: players,
                [
                    [
                        "name": "fair", "type": "distance", "maxDistance": 5,
                        "measurements": ["avg(teams[red].players.attributes[skill])"],
                        "referenceValue": "avg(teams[blue].players.attributes[skill])",
                    ]
                ]))
        var skill = 1000.0
        for number in 0..<outliers {
            add("outlier\(number)", [skill], ["sand"], to: &table)
            skill *= 3
        }
        for round in 1...2 {
            for number in 0..<2 * players { add("\(round).\(number)", [20], ["sand"], to: &table) }
            #expect(table.drafts.count == round)
        }
    }

    @Test("a party whose own members may not play together keeps nobody waiting", arguments: 1...8)
    func dividedParties(_ parties: Int) throws {
        var table = MatchingTable(
            try Self.ruleSet(players: 5, [["name": "map", "type": "batchDistance", "batchAttribute": "map"]]))
        for number in 0..<parties { add("party\(number)", [1, 1], ["sand", "snow"], to: &table) }
        for number in 0..<10 { add("\(number)", [1], ["sand"], to: &table) }
        #expect(table.drafts.count == 1)
    }

    @Test("of hundreds of opponents the only one who fits is found")
    func onlyOpponent() throws {
        var table = MatchingTable(
            try Self.ruleSet(
                players: 1,
                [
                    [
                        "name": "sum", "type": "comparison", "operation": "=", "referenceValue": 1_000_000,
                        "measurements": ["sum(flatten(teams[*].players.attributes[skill]))"],
                    ]
                ]))
        for number in 0..<1_000 { add("\(number)", [Double(number)], ["sand"], to: &table) }
        #expect(table.drafts.isEmpty)
        add("last", [1_000_000 - 999], ["sand"], to: &table)
        #expect(table.drafts.count == 1)
    }
}
