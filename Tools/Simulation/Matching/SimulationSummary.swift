/// What a simulation came to: the last line of its output.
public struct SimulationSummary: Codable, Sendable, Hashable {
    /// Waits of the tickets that were matched, in seconds, by nearest rank; `nil` when none was.
    public struct Percentiles: Codable, Sendable, Hashable {
        public var p50: Double
        public var p90: Double
        public var p99: Double

        init?(milliseconds waits: [Int64]) {
            guard !waits.isEmpty else { return nil }
            let sorted = waits.sorted()
            func rank(_ percent: Int) -> Double {
                Double(Spread.percentile(percent, of: sorted)) / 1000
            }
            (p50, p90, p99) = (rank(50), rank(90), rank(99))
        }
    }

    public var tickets: Int
    public var players: Int
    public var matches: Int
    /// Tickets that were matched.
    public var matched: Int
    /// Tickets whose time was over.
    public var expired: Int
    public var cancelled: Int
    /// Tickets left out, since one of their players was still searching with another.
    public var overlapping: Int
    public var waitSeconds: Percentiles?

    private enum CodingKeys: String, CodingKey {
        case tickets, players, matches, matched, expired, cancelled, overlapping, waitSeconds
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tickets, forKey: .tickets)
        try container.encode(players, forKey: .players)
        try container.encode(matches, forKey: .matches)
        try container.encode(matched, forKey: .matched)
        try container.encode(expired, forKey: .expired)
        try container.encode(cancelled, forKey: .cancelled)
        try container.encode(overlapping, forKey: .overlapping)
        try container.encode(waitSeconds, forKey: .waitSeconds)
    }
}
