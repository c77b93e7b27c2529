import Contracts

/// One match of a simulation: a line of its output.
public struct SimulatedMatch: Codable, Sendable, Hashable {
    /// Seconds, on the clock of the tickets.
    public var at: Double
    public var matchID: MatchID
    public var mode: ModeName
    /// One that all accept, the best for the worst-off.
    public var region: String?
    /// The players of each side.
    public var teams: [String: [PlayerID]]
    public var tickets: [TicketID]

    private enum CodingKeys: String, CodingKey {
        case at
        case matchID = "matchId"
        case mode, region, teams, tickets
    }
}
