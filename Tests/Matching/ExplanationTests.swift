import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

/// What keeps a ticket from the others.
@Suite struct ExplanationTests {
    private static let ruleSet: RuleSet = {
        var ruleSet = RuleSet(teams: [.init(name: "side", minPlayers: 1, maxPlayers: 1, quantity: 2)])
        ruleSet.playerAttributes = [.init(name: "skill", type: .number), .init(name: "map", type: .string)]
        ruleSet.rules = [
            .batchDistance(BatchDistanceRule(name: "near", batchAttribute: "skill", maxDistance: 50)),
            .batchDistance(BatchDistanceRule(name: "map", batchAttribute: "map")),
            .latency(LatencyRule(name: "ping", maxLatency: 80)),
        ]
        ruleSet.expansions = [
            Expansion(
                target: .rules(["near"], .maxDistance),
                steps: [
                    .init(waitTimeSeconds: 10, value: .number(100)), .init(waitTimeSeconds: 30, value: .number(200)),
                ])
        ]
        return ruleSet
    }()

    private func entry(
        _ id: String, skill: Double, map: String = "sand", ping: Double = 20, at second: Int64
    ) -> SearchEntry {
        SearchEntry(
            ticketID: TicketID(id),
            players: [
                TicketPlayer(
                    playerID: PlayerID(id), username: id,
                    attributes: ["skill": .number(skill), "map": .string(map)], latencies: ["eu": ping])
            ], enqueuedAt: Timestamp(milliseconds: second * 1000), modes: ["mode"])
    }

    @Test("it counts whom each condition excludes, names the nearest miss, and when what widens")
    func counts() throws {
        let now = Timestamp(milliseconds: 4000)
        var matchmaker = Matchmaker(modes: [Mode(name: "mode", ruleSet: Self.ruleSet)])
        var blocking = entry("blocking", skill: 1000, at: 4)
        blocking.blocked = ["own"]
        for entry in [
            entry("own", skill: 1000, at: 0), entry("far", skill: 1075, at: 2), entry("farther", skill: 1400, at: 1),
            entry("elsewhere", skill: 1000, map: "snow", at: 3), entry("both", skill: 1400, map: "snow", at: 3),
            entry("slow", skill: 990, ping: 95, at: 3), blocking,
        ] { matchmaker.add(entry, at: now) }
        let explanation = try #require(matchmaker.explain("own", in: "mode", at: now))
        #expect(explanation.others == 6 && explanation.possible == 0 && explanation.missingPlayers == 1)
        #expect(explanation.rulesOfWholeMatches == [])
        let near = SearchExplanation.Exclusion(
            condition: .rule("near"), excluded: 3, excludedAlone: 2, nearestMiss: 25,
            // The younger of the two is two seconds old.
            opensAfter: .seconds(8),
            widenings: [
                .init(after: .seconds(6), property: .maxDistance, value: .number(100)),
                .init(after: .seconds(26), property: .maxDistance, value: .number(200)),
            ])
        var first = explanation.exclusions[0]
        #expect(abs((first.nearestMiss ?? 0) - 25) < 0.001)
        first.nearestMiss = 25
        #expect(first == near)
        #expect(
            explanation.exclusions.dropFirst() == [
                .init(condition: .rule("map"), excluded: 2, excludedAlone: 1, widenings: []),
                .init(condition: .rule("ping"), excluded: 1, excludedAlone: 1, nearestMiss: 15, widenings: []),
                .init(condition: .teamSizes, excluded: 0, excludedAlone: 0, widenings: []),
                .init(condition: .blocks, excluded: 1, excludedAlone: 1, widenings: []),
            ])
        #expect(matchmaker.explain("nobody", in: "mode", at: now) == nil)
        #expect(matchmaker.explain("own", in: "other", at: now) == nil)
    }

    @Test("whom it calls excluded is in no match with the ticket, of all that there could be", arguments: 1...80)
    func excludedForGood(seed: UInt64) {
        RandomPlayTests.play(seed: seed &+ 90_000, steps: 25, mostOpen: 5, blocks: true) { table, step in
            for one in table.open.keys.sorted() {
                guard let explanation = table.matchmaker.explain(one, in: table.mode.name, at: table.now) else {
                    continue
                }
                let partners = table.open.keys.sorted().count { other in
                    other != one && table.feasible(with: [one, other]) != nil
                }
                #expect(
                    partners <= explanation.possible,
                    "seed \(seed), step \(step): \(one) could meet \(partners): \(explanation), \(table.mode.ruleSet)")
            }
        }
    }

    @Test("when it says that waiting opens a pair, the two are matched then, and not before", arguments: 1...40)
    func opening(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = MatchingTable(Self.ruleSet)
        let skills = (0..<2).map { _ in Double(Int.random(in: 0...250, using: &random)) }
        for (index, skill) in skills.enumerated() {
            var entry = entry("\(index)", skill: skill, at: 0)
            entry.enqueuedAt = table.now
            table.add(entry)
            table.draw()
            table.pass(.milliseconds(Int.random(in: 0...4000, using: &random)))
        }
        guard let explanation = table.matchmaker.explain("0", in: "mode", at: table.now) else {
            #expect(abs(skills[0] - skills[1]) <= 50)
            return
        }
        let opens = explanation.exclusions[0].opensAfter
        #expect((opens != nil) == (abs(skills[0] - skills[1]) <= 200))
        guard let opens else { return }
        table.pass(opens - .milliseconds(1))
        #expect(table.drafts.isEmpty)
        table.pass(.milliseconds(1))
        #expect(table.drafts.count == 1)
    }
}
