import Contracts
import MatchingCore
import ModesCore

/// How near the pairs of duels are to the best that could be made of the same tickets.
public enum QualityBench {
    public struct Figures: Sendable {
        /// The sum of the differences in skill over that of the best pairs of the same tickets, less 1; 0 is the optimum.
        /// Of all pools together, and the mean of each pool's own.
        public var excess: Double
        public var meanExcess: Double
        /// Tickets matched, over the most that could have been.
        public var share: Double
    }

    /// Random small pools whose tickets all stand when matches are drawn: in half of them everybody may play with everybody,
    /// in the others only those whose skills are near. The optimum is exact, by all subsets.
    public static func pairs(pools: Int, seed: UInt64) -> Figures {
        var random = SeededGenerator(seed: seed)
        var sums = (made: 0.0, best: 0.0)
        var excess: [Double] = []
        var matched = (made: 0, most: 0)
        for pool in 0..<pools {
            let mode = pool % 2 == 0 ? BenchModes.openDuel : BenchModes.nearDuel
            let count = Int.random(in: 2...7, using: &random) * 2
            let skills = (0..<count).map { _ in Double(Int.random(in: 0...1000, using: &random)) }
            let made = pairs(of: skills, mode)
            let least = leastSums(of: skills, within: pool % 2 == 0 ? .infinity : BenchModes.nearDistance)
            let best = least[made.reduce(0) { $0 | 1 << $1.0 | 1 << $1.1 }]
            let sum = made.reduce(0) { $0 + abs(skills[$1.0] - skills[$1.1]) }
            matched.made += 2 * made.count
            matched.most += least.indices.reduce(0) { least[$1].isFinite ? max($0, $1.nonzeroBitCount) : $0 }
            sums.made += sum
            sums.best += best
            if best > 0 { excess.append(sum / best - 1) }
        }
        return Figures(
            excess: sums.made / sums.best - 1, meanExcess: excess.reduce(0, +) / Double(max(1, excess.count)),
            share: Double(matched.made) / Double(matched.most))
    }

    /// The pairs that the engine makes, by places in the list.
    private static func pairs(of skills: [Double], _ mode: Mode) -> [(Int, Int)] {
        let start = Timestamp(milliseconds: 1_700_000_000_000)
        var matchmaker = Matchmaker(modes: [mode])
        for (index, skill) in skills.enumerated() {
            let player = TicketPlayer(
                playerID: PlayerID("p\(index)"), username: "p\(index)", attributes: ["skill": .number(skill)])
            matchmaker.add(
                SearchEntry(
                    ticketID: TicketID("\(index)"), players: [player], enqueuedAt: start + .milliseconds(index),
                    modes: [mode.name]), at: start + .milliseconds(index))
        }
        var pairs: [(Int, Int)] = []
        while let draft = matchmaker.nextDraft(in: mode.name) {
            let players = draft.teams.flatMap(\.tickets).compactMap { Int($0.rawValue) }
            precondition(players.count == 2, "a duel of \(players.count)")
            pairs.append((players[0], players[1]))
        }
        return pairs
    }

    /// Of each subset of the tickets the least sum of differences when all of it are paired; infinite when they can't be.
    private static func leastSums(of skills: [Double], within distance: Double) -> [Double] {
        var least = [Double](repeating: .infinity, count: 1 << skills.count)
        least[0] = 0
        for set in 1..<least.count where set.nonzeroBitCount % 2 == 0 {
            let first = set.trailingZeroBitCount
            for other in (first + 1)..<skills.count where set & (1 << other) != 0 {
                let difference = abs(skills[first] - skills[other])
                if difference <= distance {
                    least[set] = min(least[set], least[set & ~(1 << first) & ~(1 << other)] + difference)
                }
            }
        }
        return least
    }
}
