import Contracts

/// A ticket as far as matching goes.
public struct SearchEntry: Sendable, Hashable {
    public var ticketID: TicketID
    /// One, or a whole party. They play on one side.
    public var players: [TicketPlayer]
    /// Its age counts from here, also after a match that didn't come about.
    public var enqueuedAt: Timestamp
    /// Where it searches.
    public var modes: [ModeName]
    /// Players whom nobody of this ticket is to meet. Enough when one of the two sides names the other.
    public var blocked: Set<PlayerID>
    /// The players' ratings in the modes that they have been rated in: the value of the attribute `rating` there, whatever
    /// ``players`` say. Whoever has none is rated like a newcomer.
    public var ratings: [PlayerID: [ModeName: Double]]

    public init(
        ticketID: TicketID, players: [TicketPlayer], enqueuedAt: Timestamp, modes: [ModeName],
        blocked: Set<PlayerID> = [], ratings: [PlayerID: [ModeName: Double]] = [:]
    ) {
        self.ticketID = ticketID
        self.players = players
        self.enqueuedAt = enqueuedAt
        self.modes = modes
        self.blocked = blocked
        self.ratings = ratings
    }
}
