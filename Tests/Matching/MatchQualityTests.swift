import Contracts
import MatchingBench
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

/// Of several matches that rules allow, the better one.
@Suite struct MatchQualityTests {
    @Test("the duels of a pool that stands differ in skill as little as can be")
    func pairs() {
        let figures = QualityBench.pairs(pools: 200, seed: 7)
        #expect(figures.excess <= 0.05 && figures.meanExcess <= 0.05, "\(figures)")
        #expect(figures.share >= 0.95, "\(figures)")
    }

    @Test("a match that was found and not yet asked for ends with one of its tickets, and the others search on")
    func brokenUp() {
        var ruleSet = RuleSet(teams: [.init(name: "side", minPlayers: 1, maxPlayers: 1, quantity: 2)])
        ruleSet.playerAttributes = [.init(name: "skill", type: .number)]
        ruleSet.rules = [
            .batchDistance(BatchDistanceRule(name: "near", batchAttribute: "skill", maxDistance: 100))
        ]
        var matchmaker = Matchmaker(modes: [Mode(name: "mode", ruleSet: ruleSet)])
        for (id, skill) in [("a", 0.0), ("b", 10), ("c", 20), ("d", 30)] {
            matchmaker.add(entry(id, skill: skill, mode: "mode"), at: .zero)
        }
        // Two duels are found; the first is asked for.
        #expect(matchmaker.nextDraft(in: "mode").map(Self.tickets) == ["a", "b"])
        matchmaker.remove("d")
        #expect(matchmaker.nextDraft(in: "mode") == nil)
        matchmaker.add(entry("e", skill: 25, mode: "mode"), at: .zero)
        #expect(matchmaker.nextDraft(in: "mode").map(Self.tickets) == ["c", "e"])
        #expect(matchmaker.count == 0)
    }

    @Test("the region is the best for whoever is worst off, of those that all accept")
    func region() {
        var ruleSet = RuleSet(teams: [.init(name: "side", minPlayers: 1, maxPlayers: 1, quantity: 3)])
        ruleSet.rules = [.latency(LatencyRule(name: "ping", maxLatency: 100))]
        var matchmaker = Matchmaker(modes: [Mode(name: "mode", ruleSet: ruleSet)])
        let latencies: [[String: Double]] = [
            ["eu": 10, "us": 60, "asia": 90, "africa": 20], ["eu": 95, "us": 70, "asia": 80, "africa": 101],
            ["eu": 20, "us": 75, "asia": 85, "africa": 20],
        ]
        for (index, measured) in latencies.enumerated() {
            var entry = entry("\(index)", skill: 0, mode: "mode")
            entry.players[0].latencies = measured
            matchmaker.add(entry, at: .zero)
        }
        // The sums would say Europe; the worst off has 75 in the US, 90 in Asia and 95 in Europe. Africa suits not all.
        #expect(matchmaker.nextDraft(in: "mode")?.regions == ["us", "asia", "eu"])
    }

    @Test("the same calls make the same matches, in the same order", arguments: 1...20)
    func sameAgain(seed: UInt64) {
        func play() -> [Draft] {
            var drafts: [Draft] = []
            RandomPlayTests.play(seed: seed, steps: 80, mostOpen: 30, blocks: true) { table, _ in drafts = table.drafts
            }
            return drafts
        }
        #expect(play() == play())
    }

    private func entry(_ id: String, skill: Double, mode: ModeName) -> SearchEntry {
        SearchEntry(
            ticketID: TicketID(id),
            players: [
                TicketPlayer(playerID: PlayerID(id), username: id, attributes: ["skill": .number(skill)])
            ], enqueuedAt: .zero, modes: [mode])
    }

    private static func tickets(_ draft: Draft) -> [TicketID] { draft.teams.flatMap(\.tickets).sorted() }
}

extension Timestamp {
    fileprivate static let zero = Timestamp(milliseconds: 0)
}
