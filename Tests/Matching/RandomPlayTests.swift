import Contracts
import MatchingCore
import RuleSetsCore
import Testing

/// Whatever the rules and whoever comes and goes.
@Suite struct RandomPlayTests {
    /// Plays a random rule set: tickets come and go, time passes. Gives the table after each step.
    static func play(
        seed: UInt64, steps: Int, mostOpen: Int, blocks: Bool = false, _ look: (inout MatchingTable, Int) -> Void
    ) {
        var chance = RandomRuleSets(seed: seed)
        let ruleSet = chance.ruleSet()
        var table = MatchingTable(ruleSet)
        let largest = max(1, ruleSet.largestSide)
        for step in 0..<steps {
            if table.open.count >= mostOpen || chance.chance(6),
                let id = table.open.keys.sorted().randomElement(using: &chance.random)
            {
                table.cancel(id)
            } else if chance.chance(4) {
                table.pass(.milliseconds(Int.random(in: 1...6000, using: &chance.random)))
            } else {
                let size = chance.chance(3) ? Int.random(in: 1...largest, using: &chance.random) : 1
                var entry = chance.entry("t\(step)", size: size, at: table.now, mode: table.mode.name)
                if chance.chance(5) {
                    entry.enqueuedAt = table.now - .milliseconds(Int.random(in: 0...15000, using: &chance.random))
                }
                if blocks, chance.chance(2), let other = table.open.values.map(\.ticketID).sorted().first {
                    entry.blocked = [PlayerID("\(other).0")]
                }
                table.add(entry)
                if !chance.chance(5) { table.draw() }
            }
            look(&table, step)
        }
    }

    @Test(
        "every match is one that the plain evaluator allows, of open tickets, each whole and once", arguments: 1...200)
    func allowed(seed: UInt64) {
        Self.play(seed: seed, steps: 150, mostOpen: 40, blocks: true) { _, _ in }
    }

    @Test("no match is left standing that could be made of a small pool", arguments: 1...250)
    func complete(seed: UInt64) {
        Self.play(seed: seed &+ 10_000, steps: 40, mostOpen: 6, blocks: seed % 2 == 0) { table, step in
            table.draw()
            // There a match may wait until another region than the fastest will do.
            guard table.mode.ruleSet.algorithm.batchingPreference != .fastestRegion else { return }
            let feasible = table.feasible()
            #expect(feasible == nil, "seed \(seed), step \(step): \(feasible ?? []) under \(table.mode.ruleSet)")
        }
    }
}
