import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

/// How long an unlucky ticket waits at most: `docs/matching.md` says it.
@Suite struct WaitingTests {
    private static let duel: RuleSet = {
        var ruleSet = RuleSet(teams: [.init(name: "red", minPlayers: 1, maxPlayers: 1, quantity: 2)])
        ruleSet.playerAttributes = [.init(name: "skill", type: .number)]
        ruleSet.rules = [
            .batchDistance(BatchDistanceRule(name: "near", batchAttribute: "skill", maxDistance: 100))
        ]
        return ruleSet
    }()

    private func entry(_ id: String, skill: Double, at time: Timestamp) -> SearchEntry {
        SearchEntry(
            ticketID: TicketID(id),
            players: [
                TicketPlayer(playerID: PlayerID(id), username: id, attributes: ["skill": .number(skill)])
            ], enqueuedAt: time, modes: ["mode"])
    }

    @Test("whoever is overdue gets the next one whom he may play, however many suit that one better")
    func overdue() {
        var table = MatchingTable(Self.duel)
        table.add(entry("unlucky", skill: 1100, at: table.now))
        for number in 0..<60 {
            // Two who may play each other and not him, then one in between who may play all, and suits the others better.
            table.add(entry("left\(number)", skill: 900, at: table.now))
            table.add(entry("middle\(number)", skill: 1000, at: table.now))
            table.draw()
            if table.open["unlucky"] == nil { break }
            table.pass(.seconds(1))
        }
        let last = table.drafts.last?.teams.flatMap(\.tickets) ?? []
        #expect(last.contains("unlucky"))
        // Ten seconds make him overdue.
        #expect(table.drafts.count <= 12, "\(table.drafts.count) went before him")
    }

    @Test(
        "of whoever comes, the one who has waited longest of all is matched with him when any match has both",
        arguments: 1...120)
    func oldest(seed: UInt64) {
        var chance = RandomRuleSets(seed: seed &+ 50_000)
        let ruleSet = chance.ruleSet()
        guard ruleSet.algorithm.batchingPreference != .fastestRegion else { return }
        var table = MatchingTable(ruleSet)
        let largest = max(1, ruleSet.largestSide)
        for step in 0..<40 {
            if table.open.count >= 6, let id = table.open.keys.sorted().randomElement(using: &chance.random) {
                table.cancel(id)
            }
            table.pass(.milliseconds(Int.random(in: 1...9000, using: &chance.random)))
            let size = chance.chance(3) ? Int.random(in: 1...largest, using: &chance.random) : 1
            let entry = chance.entry("t\(step)", size: size, at: table.now, mode: table.mode.name)
            let oldest = table.open.values.min { ($0.enqueuedAt, $0.ticketID) < ($1.enqueuedAt, $1.ticketID) }
            let isAlone = table.open.values.count { $0.enqueuedAt == oldest?.enqueuedAt } == 1
            table.add(entry)
            var both: [(String, [TicketID])]?
            if let oldest, isAlone, table.now - oldest.enqueuedAt > .seconds(30) {
                both = table.feasible(with: [oldest.ticketID, entry.ticketID])
            }
            table.draw()
            if let oldest, both != nil {
                #expect(
                    table.open[oldest.ticketID] == nil,
                    "seed \(seed), step \(step): \(both ?? []) could have been, under \(ruleSet)")
            }
        }
    }
}
