import Contracts
import MatchingCore
import ModesCore

/// Measures the matching engine by itself, with all that a shard calls of it.
public enum EngineBench {
    /// Figures of one case.
    public struct Figures: Sendable {
        /// By the wall's time; the median of ten stretches.
        public var ticketsPerSecond: Double
        /// By the time that the processor spent here, whatever else the machine did meanwhile; likewise.
        public var ticketsPerProcessorSecond: Double
        /// Of one step: an arrival and all that follows from it. By the processor's time.
        public var p50: Duration
        public var p99: Duration
        public var longest: Duration
        /// How many tickets stood all the time.
        public var open: Int
        /// Of the tickets that came, how many were matched, 0–1.
        public var share: Double
    }

    /// What players bring.
    public enum Details: Sendable {
        /// Who they are.
        case nothing
        /// A rating, and what they want to play.
        case rating
        /// Five attributes, and the latencies of four regions, whether or not a rule asks for them.
        case everything
    }

    private static let stretches = 10

    /// Duels of anybody with anybody: so many stand, two come, the two oldest leave.
    ///
    public static func duels(open: Int, arrivals: Int, bringing details: Details) -> Figures {
        let mode = BenchModes.duel
        var crowd = BenchCrowd(seed: 1, playlists: 1, details: details)
        let start = Timestamp(milliseconds: 1_700_000_000_000)
        let entries = (0..<4 * open).map { _ in crowd.entry(mode: mode.name, at: start) }
        var matchmaker = Matchmaker(modes: [mode])
        for entry in entries.prefix(open) { matchmaker.add(entry, at: start) }
        var next = open
        var matched = 0
        var rates = Rates()
        func step() {
            for _ in 0..<2 {
                var entry = entries[next % entries.count]
                entry.enqueuedAt = start + .milliseconds(next)
                matchmaker.add(entry, at: entry.enqueuedAt)
                next += 1
            }
            guard let draft = matchmaker.nextDraft(in: mode.name) else { return }
            matched += draft.teams.reduce(0) { $0 + $1.tickets.count }
        }
        for _ in 0..<stretches {
            rates.measure(tickets: arrivals / stretches) {
                for _ in 0..<arrivals / stretches / 2 { step() }
            }
        }
        precondition(matchmaker.count == open, "the pool didn't stand: \(matchmaker.count)")
        let share = Double(matched) / Double(arrivals / stretches / 2 * 2 * stretches)
        return Figures(rates, steps: (0..<arrivals / 4).map { _ in ProcessorClock.time { step() } }, open, share)
    }

    /// Ranked duels in a pool of so many who can't be matched with one another.
    public static func rankedDuels(open: Int, arrivals: Int, bringing details: Details) -> Figures {
        // The more stand, the more playlists, as dense as before.
        let crowd = BenchCrowd(seed: 2, playlists: max(1, open / 5), details: details)
        let mode = details == .everything ? BenchModes.rankedDuel : BenchModes.ratedDuel
        return measure(
            StandingPool(mode, crowd: crowd, hasParties: false, arrivalsPerSecond: max(10, open / 50)),
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
        var rates = Rates()
        let blocks = arrivals / stretches / block
        for _ in 0..<stretches {
            rates.begin()
            // In blocks, so that making the tickets and looking at the clock don't count.
            for _ in 0..<blocks {
                let entries = (0..<block).map { _ in pool.entry() }
                rates.add(tickets: block) {
                    for entry in entries {
                        pool.step(entry)
                        pool.tick()
                    }
                }
                // A shard keeps its tickets, too.
                withExtendedLifetime(entries) {}
            }
            rates.end()
        }
        let share = Double(pool.matched - before) / Double(blocks * block * stretches)
        var times: [Duration] = []
        times.reserveCapacity(arrivals)
        for _ in 0..<arrivals {
            let entry = pool.entry()
            times.append(ProcessorClock.time { pool.step(entry) })
            pool.tick()
        }
        return Figures(rates, steps: times, pool.matchmaker.count, share)
    }

    private static let block = 200
}

extension EngineBench.Figures {
    init(_ rates: Rates, steps: [Duration], _ open: Int, _ share: Double) {
        let steps = steps.sorted()
        self.init(
            ticketsPerSecond: rates.wall, ticketsPerProcessorSecond: rates.processor, p50: steps[steps.count / 2],
            p99: steps[steps.count * 99 / 100], longest: steps[steps.count - 1], open: open, share: share)
    }
}

extension Duration {
    public var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
