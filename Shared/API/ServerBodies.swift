import Contracts

/// `POST /matchmaking/provide` (B4).
public struct OfferMatchServerBody: Codable, Sendable {
    public var type: String?
    public var address: [String]?
    /// RFC 3339, in the future.
    public var expires: String?
    public var region: String?
    public var modes: [String]?

    public init(address: [String]?, expires: String?, region: String? = nil, modes: [String]? = nil) {
        type = "OfferMatchServer"
        self.address = address
        self.expires = expires
        self.region = region
        self.modes = modes
    }
}

/// One match server in answers.
public struct ServerBody: Codable, Sendable {
    public var address: String
    /// `Idle`, `PlayersLoading`, `MatchInProgress` or `Draining`.
    public var state: String
    /// RFC 3339.
    public var expires: String
    public var matchId: MatchID?

    public init(_ server: GameServer) {
        address = server.address
        state = server.state.rawValue
        expires = server.expires.rfc3339
        matchId = server.matchID
    }
}

/// 201 of B4.
public struct OfferedBody: Codable, Sendable {
    public var type = "OfferMatchServer"
    public var servers: [ServerBody]

    public init(_ servers: [GameServer]) { self.servers = servers.map(ServerBody.init) }
}

/// 200 of `GET /matchmaking/provide` (B5).
public struct MatchServersBody: Codable, Sendable {
    public var type = "MatchServers"
    public var revision: Int64
    public var servers: [ServerBody]
    public var prepare: [PrepareMatchBody]

    public init(_ reply: ListServers.Reply) {
        revision = reply.revision
        servers = reply.servers.map(ServerBody.init)
        prepare = reply.prepare.map(PrepareMatchBody.init)
    }
}

/// One match that a server is to play.
public struct PrepareMatchBody: Codable, Sendable {
    public struct ClientCookie: Codable, Sendable {
        public var nickname: String
        public var playerId: PlayerID
        public var cookie: String
    }

    public var type = "PrepareMatch"
    /// `PlayersLoading` or `MatchInProgress`.
    public var state: String
    public var matchConfig: MatchConfig
    public var clientCookies: [ClientCookie]

    public init(_ prepare: PrepareMatch) {
        state = prepare.phase.rawValue
        matchConfig = prepare.matchConfig
        clientCookies = prepare.clientCookies.map {
            ClientCookie(nickname: $0.nickname, playerId: $0.playerID, cookie: $0.cookie)
        }
    }
}

/// Body of `DELETE /matchmaking/provide` (B6).
public struct RevokeMatchServerBody: Codable, Sendable {
    public var type: String?
    public var address: [String]?

    public init(address: [String]?) {
        type = "RevokeMatchServer"
        self.address = address
    }
}

/// 200 of B6.
public struct RevokedBody: Codable, Sendable {
    public var revoked: [String]

    public init(revoked: [String]) { self.revoked = revoked }
}

/// `POST /matchmaking/report` (B7); the seed's spelling `MatchData` is read, too.
public struct MatchCompleteBody: Codable, Sendable {
    public struct Placement: Codable, Sendable {
        public var nickname: String?
        /// 1 is best; equal numbers are ties. All players have a placement, or all have a score.
        public var placement: Double?
        /// Higher is better; equal numbers are ties.
        public var score: Double?
        public var quit: Bool?
        public var disconnected: Bool?

        public init(
            nickname: String?, placement: Double? = nil, score: Double? = nil, quit: Bool? = nil,
            disconnected: Bool? = nil
        ) {
            self.nickname = nickname
            self.placement = placement
            self.score = score
            self.quit = quit
            self.disconnected = disconnected
        }
    }

    public struct MatchData: Codable, Sendable {
        public var matchId: String?
        public var outcome: [Placement]?
        /// Kept as it comes.
        public var custom: JSONText?

        public init(matchId: String?, outcome: [Placement]?, custom: JSONText? = nil) {
            self.matchId = matchId
            self.outcome = outcome
            self.custom = custom
        }
    }

    public var type: String?
    public var matchData: MatchData?

    public init(_ matchData: MatchData) {
        type = "MatchComplete"
        self.matchData = matchData
    }

    private enum CodingKeys: String, CodingKey { case type, matchData }
    private enum SeedKeys: String, CodingKey { case matchData = "MatchData" }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decodeIfPresent(String.self, forKey: .type)
        matchData =
            try container.decodeIfPresent(MatchData.self, forKey: .matchData)
            ?? decoder.container(keyedBy: SeedKeys.self).decodeIfPresent(MatchData.self, forKey: .matchData)
    }
}

/// 200 of B7.
public struct RecordedBody: Codable, Sendable {
    public var type = "MatchComplete"
    public var matchId: String
    public var recorded = true

    public init(matchId: String) { self.matchId = matchId }
}

/// `POST /matchmaking/state`.
public struct MatchStateBody: Codable, Sendable {
    public var type: String?
    public var matchId: String?
    /// `MatchInProgress` or `Idle`.
    public var state: String?
    /// With `Idle`: why the match is abandoned.
    public var reason: String?
    /// Nicknames of players who are gone for good.
    public var left: [String]?

    public init(matchId: String?, state: String? = nil, reason: String? = nil, left: [String]? = nil) {
        self.matchId = matchId
        self.state = state
        self.reason = reason
        self.left = left
    }
}
