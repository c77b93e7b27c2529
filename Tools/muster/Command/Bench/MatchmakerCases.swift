import MatchingBench

/// The matching engine by itself. Nothing of the stack is touched; a stack at rest beside it doesn't matter.
extension BenchCase {
    static let matchmaker = [
        matchmakerDuel, matchmakerRanked, matchmakerTeams, matchmakerMemory, matchmakerGrowth, matchmakerQuality,
    ]

    private static let matchmakerDuel = BenchCase(
        name: "matchmaker-duel", summary: "duels of anybody with anybody, while 1,000 tickets stand",
        run: { _ in
            measurements(
                "matchmaker-duel", EngineBench.duels(open: 1_000, arrivals: 4_000_000, bringing: .nothing))
                + measurements(
                    "matchmaker-duel.with-details",
                    EngineBench.duels(open: 1_000, arrivals: 2_000_000, bringing: .everything))
        })

    private static let matchmakerRanked = BenchCase(
        name: "matchmaker-ranked", summary: "duels by rating that widen with time, while 100,000 tickets stand",
        run: { _ in
            measurements(
                "matchmaker-ranked", EngineBench.rankedDuels(open: 100_000, arrivals: 200_000, bringing: .rating))
                + measurements(
                    "matchmaker-ranked.with-details",
                    EngineBench.rankedDuels(open: 100_000, arrivals: 100_000, bringing: .everything))
        })

    private static let matchmakerTeams = BenchCase(
        name: "matchmaker-teams",
        summary: "five against five with parties, even teams and latencies, while 100,000 tickets stand",
        run: { _ in
            measurements("matchmaker-teams", EngineBench.fiveAgainstFive(open: 100_000, arrivals: 100_000))
        })

    private static let matchmakerMemory = BenchCase(
        name: "matchmaker-memory", summary: "memory of an open ticket with five attributes and four latencies",
        run: { _ in
            [
                Measurement(
                    name: "matchmaker-memory.ticket", value: MemoryBench.bytesPerTicket(open: 100_000), unit: "bytes")
            ]
        })

    private static let matchmakerGrowth = BenchCase(
        name: "matchmaker-growth", summary: "the cost of a ticket, while 1,000 to 1,000,000 tickets stand",
        run: { _ in
            growth("matchmaker-growth.ranked") {
                EngineBench.rankedDuels(open: $0, arrivals: 50_000, bringing: .rating)
            }
                + growth("matchmaker-growth.teams") { EngineBench.fiveAgainstFive(open: $0, arrivals: 20_000) }
        })

    private static let matchmakerQuality = BenchCase(
        name: "matchmaker-quality",
        summary: "differences in skill of 1,000 small pools' pairs, over the least there could be",
        run: { _ in
            let figures = QualityBench.pairs(pools: 1_000, seed: 1)
            return [
                Measurement(name: "matchmaker-quality.excess", value: figures.excess * 100, unit: "%"),
                Measurement(name: "matchmaker-quality.mean-excess", value: figures.meanExcess * 100, unit: "%"),
                Measurement(name: "matchmaker-quality.matched", value: figures.share * 100, unit: "% of the most"),
            ]
        })

    private static func measurements(_ name: String, _ figures: EngineBench.Figures) -> [Measurement] {
        [
            Measurement(name: "\(name).rate", value: figures.ticketsPerSecond, unit: "tickets/s"),
            Measurement(
                name: "\(name).processor-rate", value: figures.ticketsPerProcessorSecond,
                unit: "tickets/s of processor time"),
            Measurement(
                name: "\(name).step", value: figures.p50.seconds * 1e6, unit: "µs", p50: figures.p50.seconds * 1e6,
                p99: figures.p99.seconds * 1e6),
        ]
    }

    /// The cost at each size, and the exponent of its growth; 0 is flat, 1 means that the cost of all is quadratic.
    private static func growth(_ name: String, _ measure: (Int) -> EngineBench.Figures) -> [Measurement] {
        var measurements: [Measurement] = []
        var costs: [(open: Int, cost: Double)] = []
        for open in [1_000, 10_000, 100_000, 1_000_000] {
            let cost = 1e6 / measure(open).ticketsPerProcessorSecond
            costs.append((open, cost))
            measurements.append(Measurement(name: "\(name).\(open)", value: cost, unit: "µs a ticket"))
        }
        measurements.append(Measurement(name: "\(name).exponent", value: Growth.exponent(of: costs), unit: ""))
        return measurements
    }
}
