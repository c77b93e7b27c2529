import Contracts

/// What a transaction leaves behind, as rows. Lists are sorted by key.
public struct Writes: Sendable, Hashable {
    public struct Answered: Sendable, Hashable {
        public var commandID: CommandID
        public var reply: CommandReply
    }

    public var tickets: [Ticket] = []
    public var removedTickets: [TicketID] = []
    public var matches: [LiveMatch] = []
    public var removedMatches: [MatchID] = []
    /// Of players that this shard holds, or has claimed in this transaction.
    public var players: [PlayerRecord] = []
    /// Claimed in this transaction, and not needed after all: as they were before it.
    public var releasedClaims: [PlayerID] = []
    /// What the admitted commands are answered with.
    public var answers: [Answered] = []
    public var outbox: [OutboxMessage] = []
    /// Each player once in a mode.
    public var ratings: [RatingUpdate] = []
    /// Outbox messages that have been published.
    public var sent: [Int64] = []
    public var statistics: [ModeStatistics] = []
    public var peers = PeerWrites()
    /// Server users who have just given a sign.
    public var serverCalls: [PlayerID] = []

    public init() {}

    public var isEmpty: Bool { self == Writes() }
}
