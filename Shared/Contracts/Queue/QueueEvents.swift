/// An event that the queue tells results.
public protocol QueueEvent: Event {}
extension QueueEvent {
    public static var source: ServiceName { .queue }
    public static var audience: EventAudience { .services }
}

/// A match is confirmed, its server booked if it has one: who plays, and who may report.
public struct MatchConfirmation: QueueEvent {
    public struct Player: Codable, Sendable, Hashable {
        public var playerID: PlayerID
        public var nickname: String
        public var faction: String

        public init(playerID: PlayerID, nickname: String, faction: String) {
            self.playerID = playerID
            self.nickname = nickname
            self.faction = faction
        }
    }

    public static let type = "queue.match.confirmed.v1"
    public var matchID: MatchID
    public var mode: ModeName
    public var region: String?
    /// Empty where no match server plays it.
    public var address: String
    /// Who may report; empty where any server user may, since no match server of Muster's plays it.
    public var serverUser: PlayerID
    public var createdAt: Timestamp
    public var players: [Player]
    /// Grows when the match is booked anew on another server, and when players join it; the largest counts.
    public var booking: Int
    public var subject: String { matchID.rawValue }

    public init(
        matchID: MatchID, mode: ModeName, region: String?, address: String, serverUser: PlayerID, createdAt: Timestamp,
        players: [Player], booking: Int
    ) {
        self.matchID = matchID
        self.mode = mode
        self.region = region
        self.address = address
        self.serverUser = serverUser
        self.createdAt = createdAt
        self.players = players
        self.booking = booking
    }
}

/// The queue asks for a match to end as abandoned; results decides, since a report may have come first.
public struct AbandonmentRequested: QueueEvent {
    public static let type = "queue.match.abandonment.requested.v1"
    /// The match as it was confirmed, for a results service that hasn't heard of it.
    public var match: MatchConfirmation
    /// `leaseExpired`, `notFetched`, `notStarted`, `server`, `operator`, `deserted` (all players have
    /// left), `hostGone` (the streaming host has ended its session, or nobody came).
    public var reason: String
    public var subject: String { match.matchID.rawValue }

    public init(match: MatchConfirmation, reason: String) {
        self.match = match
        self.reason = reason
    }
}
