import Contracts
import MatchingCore
import ModesCore

/// Measures the matching engine by itself, with all that a shard calls of it.
public enum EngineBench {
    /// Figures of one case.
    public struct Figures: Sendable {
        public var ticketsPerSecond: Double
        /// By the time that the processor spent here, whatever else the machine did meanwhile.
        public var ticketsPerProcessorSecond: Double
        /// Of one step: an arrival and all that follows from it.
        public var least: Duration
        public var p50: Duration
        public var p99: Duration
        public var longest: Duration
        public var open: Int
        /// Of the tickets that came, how many were matched, 0–1.
        public var share: Double
    }

    /// Duels of anybody with anybody: 1,000 tickets come, and all are matched.
    public static func duels(rounds: Int) -> Figures {
        var crowd = BenchCrowd(seed: 1, playlists: 1)
        let start = Timestamp(milliseconds: 1_700_000_000_000)
        let entries = (0..<4_000).map { _ in crowd.entry(mode: BenchModes.duel.name, at: start) }
        var matchmaker = Matchmaker(modes: [BenchModes.duel])
        var taken = 0
        var matched = 0
        var times: [Duration] = []
        let clock = ContinuousClock()
        let begin = clock.now
        let work = ProcessorClock.now
        var next = 0
        for _ in 0..<rounds {
            let roundBegin = clock.now
            for _ in 0..<1000 {
                matchmaker.add(entries[next], at: start)
                next = (next + 1) % entries.count
            }
            while let draft = matchmaker.nextDraft(in: BenchModes.duel.name) {
                matched += draft.teams.reduce(0) { $0 + $1.tickets.count }
            }
            times.append(clock.now - roundBegin)
            taken += 1000
        }
        let time = (clock.now - begin)
        times.sort()
        return Figures(
            ticketsPerSecond: Double(taken) / time.seconds,
            ticketsPerProcessorSecond: Double(taken) / (ProcessorClock.now - work).seconds, least: times[0],
            p50: times[times.count / 2],
            p99: times[times.count * 99 / 100], longest: times[times.count - 1], open: matchmaker.count,
            share: Double(matched) / Double(taken))
    }

    /// Ranked duels in a pool of so many who can't be matched with one another.
    public static func rankedDuels(open: Int, arrivals: Int) -> Figures {
        // The more stand, the more playlists, as dense as before.
        let crowd = BenchCrowd(seed: 2, playlists: max(1, open / 5))
        return measure(
            StandingPool(BenchModes.rankedDuel, crowd: crowd, hasParties: false, arrivalsPerSecond: max(10, open / 50)),
            open: open, arrivals: arrivals)
    }

    /// Five against five with parties in a pool of so many tickets.
    public static func fiveAgainstFive(open: Int, arrivals: Int) -> Figures {
        let crowd = BenchCrowd(seed: 3, playlists: max(1, open / 90))
        return measure(
            StandingPool(
                BenchModes.fiveAgainstFive, crowd: crowd, hasParties: true, arrivalsPerSecond: max(10, open / 50)),
            open: open, arrivals: arrivals)
    }

    private static func measure(_ pool: StandingPool, open: Int, arrivals: Int) -> Figures {
        var pool = pool
        var filled = 0
        while pool.matchmaker.count < open {
            filled += 1
            precondition(filled < open * 200, "the pool doesn't fill: \(pool.matchmaker.count) of \(open)")
            pool.step(pool.entry())
            pool.tick()
        }
        let before = pool.matched
        // In blocks, so that looking at the clock costs nothing; then step by step.
        var total = (wall: Duration.zero, processor: Duration.zero)
        for _ in 0..<arrivals / block {
            let entries = (0..<block).map { _ in pool.entry() }
            let begin = (wall: ContinuousClock.now, processor: ProcessorClock.now)
            for entry in entries {
                pool.step(entry)
                pool.tick()
            }
            total.processor += ProcessorClock.now - begin.processor
            total.wall += .now - begin.wall
            // A shard keeps its tickets, too.
            withExtendedLifetime(entries) {}
        }
        let share = Double(pool.matched - before) / Double(arrivals / block * block)
        var times: [Duration] = []
        times.reserveCapacity(arrivals)
        for _ in 0..<arrivals {
            let entry = pool.entry()
            let begin = ProcessorClock.now
            pool.step(entry)
            times.append(ProcessorClock.now - begin)
            pool.tick()
        }
        times.sort()
        let count = Double(arrivals / block * block)
        return Figures(
            ticketsPerSecond: count / total.wall.seconds,
            ticketsPerProcessorSecond: count / total.processor.seconds, least: times[0],
            p50: times[times.count / 2],
            p99: times[times.count * 99 / 100], longest: times[times.count - 1], open: pool.matchmaker.count,
            share: share)
    }

    private static let block = 200
}

extension Duration {
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
