/// What a player is told (B1): one struct with the members of every state, so that it grows by optional members alone.
public struct PlayerState: Codable, Sendable, Hashable {
    /// The state's name. A string, so that a reader survives states that are newer than itself.
    public struct Kind: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let notQueued = Self("NotQueued")
        public static let lookingForMatch = Self("LookingForMatch")
        public static let matchFound = Self("MatchFound")
        public static let matchConfirmed = Self("MatchConfirmed")
        public static let matchComplete = Self("MatchComplete")
    }

    /// Why the last ticket ended.
    public struct EndReason: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let revoked = Self("revoked")
        public static let declined = Self("declined")
        public static let notAccepted = Self("notAccepted")
        public static let expired = Self("expired")
        public static let disconnected = Self("disconnected")
        public static let party = Self("party")
        public static let `operator` = Self("operator")
        public static let sessionEnded = Self("sessionEnded")
    }

    /// What a match that was found waits for.
    public struct Awaited: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let players = Self("players")
        public static let server = Self("server")
    }

    /// How far a confirmed match has come.
    public struct MatchPhase: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let playersLoading = Self("PlayersLoading")
        public static let matchInProgress = Self("MatchInProgress")
    }

    /// How a match ended.
    public struct Ending: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let completed = Self("completed")
        public static let abandoned = Self("abandoned")
    }

    public var playerID: PlayerID
    /// Grows with every change that the player can see; a larger one replaces a smaller one, whatever the order of arrival.
    public var revision: Int64
    public var kind: Kind

    // NotQueued
    public var reason: EndReason?
    /// How long a cool-down lasts still, counted from when this was sent.
    public var retryAfterMilliseconds: Int64?

    // From the ticket on
    public var ticketID: TicketID?
    public var modes: [ModeName]?
    public var enqueuedAt: Timestamp?
    /// Half of the searches like this one end by then, counted from `enqueuedAt`, with a match or since their time is over.
    public var estimatedWaitSeconds: Double?
    /// 80 of 100 end within these two, seconds.
    public var estimatedWaitInterval: [Double]?

    // From MatchFound on
    public var matchID: MatchID?
    public var mode: ModeName?
    public var acceptBy: Timestamp?
    /// Time left to accept, counted from when this was sent.
    public var acceptInMilliseconds: Int64?
    public var accepted: Int?
    public var players: Int?
    public var youAccepted: Bool?
    public var waitingFor: Awaited?
    public var matchConfig: MatchConfig?

    // MatchConfirmed
    public var phase: MatchPhase?
    /// This player's pass for this match.
    public var cookie: String?

    // MatchComplete
    public var ending: Ending?
    /// As the server reported it, JSON text; `nil` when abandoned.
    public var matchData: String?

    public init(playerID: PlayerID, revision: Int64, kind: Kind) {
        self.playerID = playerID
        self.revision = revision
        self.kind = kind
    }
}
