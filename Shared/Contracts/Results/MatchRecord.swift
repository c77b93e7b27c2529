/// `Match` of the HTTP API, and the `data` of every public event of a match. Spelt as there, times as RFC 3339.
public struct MatchRecord: Codable, Sendable, Hashable {
    /// A string, so that a reader survives states that are newer than itself.
    public struct State: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let completed = Self("completed")
        public static let abandoned = Self("abandoned")
        public static let inProgress = Self("inProgress")
    }

    public struct Player: Codable, Sendable, Hashable {
        public var playerID: PlayerID
        public var nickname: String
        public var faction: String
        public var placement: Int?
        /// What the server reported instead of a placement.
        public var score: Double?
        public var quit: Bool?
        public var disconnected: Bool?
        /// mu − 3 sigma in the match's mode; `nil` when the match isn't rated.
        public var ratingBefore: Double?
        public var ratingAfter: Double?

        public init(playerID: PlayerID, nickname: String, faction: String, placement: Int? = nil) {
            self.playerID = playerID
            self.nickname = nickname
            self.faction = faction
            self.placement = placement
        }

        private enum CodingKeys: String, CodingKey {
            case playerID = "playerId"
            case nickname, faction, placement, score, quit, disconnected, ratingBefore, ratingAfter
        }
    }

    public var matchID: MatchID
    public var mode: ModeName
    public var state: State
    public var region: String?
    public var address: String
    /// RFC 3339.
    public var createdAt: String
    /// RFC 3339.
    public var completedAt: String?
    public var players: [Player]
    /// Whatever else the server told, as it came.
    public var custom: JSONText?

    public init(
        matchID: MatchID, mode: ModeName, state: State, region: String?, address: String, createdAt: String,
        completedAt: String?, players: [Player], custom: JSONText?
    ) {
        self.matchID = matchID
        self.mode = mode
        self.state = state
        self.region = region
        self.address = address
        self.createdAt = createdAt
        self.completedAt = completedAt
        self.players = players
        self.custom = custom
    }

    private enum CodingKeys: String, CodingKey {
        case matchID = "matchId"
        case mode, state, region, address, createdAt, completedAt, players, custom
    }
}
