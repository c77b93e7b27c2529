/// A match server on offer.
public struct GameServer: Codable, Sendable, Hashable {
    /// A string, so that a reader survives states that are newer than itself.
    public struct State: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let idle = Self("Idle")
        public static let playersLoading = Self("PlayersLoading")
        public static let matchInProgress = Self("MatchInProgress")
        public static let draining = Self("Draining")
    }

    /// `host:port`
    public var address: String
    public var state: State
    public var expires: Timestamp
    public var matchID: MatchID?

    public init(address: String, state: State, expires: Timestamp, matchID: MatchID?) {
        self.address = address
        self.state = state
        self.expires = expires
        self.matchID = matchID
    }
}

/// B4: each address serves one match at a time; offering it again renews it. Any call of a server user renews the leases of
/// all its matches. Refused: `conflict` (an address of somebody else), `invalid`.
public struct OfferServers: QueueRequest {
    public typealias Reply = Outcome<[GameServer]>
    public static let name = "queue.server.offer.v1"
    public var serverUser: PlayerID
    public var addresses: [String]
    /// Cut to 15 minutes from now.
    public var expires: Timestamp
    public var region: String?
    /// The modes that it plays; `nil` for any.
    public var modes: [ModeName]?

    public init(serverUser: PlayerID, addresses: [String], expires: Timestamp, region: String?, modes: [ModeName]?) {
        self.serverUser = serverUser
        self.addresses = addresses
        self.expires = expires
        self.region = region
        self.modes = modes
    }
}

/// B5: the caller's servers and every open match on them. Marks those matches as fetched.
public struct ListServers: QueueRequest {
    public static let name = "queue.server.list.v1"
    public var serverUser: PlayerID
    /// The gateway that is to be told (``ServersChanged``) when the answer changes; `nil` when nobody waits.
    public var gateway: GatewayID?

    public init(serverUser: PlayerID, gateway: GatewayID?) {
        self.serverUser = serverUser
        self.gateway = gateway
    }

    public struct Reply: Codable, Sendable, Hashable {
        /// Another one whenever anything in the answer but `expires` differs.
        public var revision: Int64
        public var servers: [GameServer]
        public var prepare: [PrepareMatch]

        public init(revision: Int64, servers: [GameServer], prepare: [PrepareMatch]) {
            self.revision = revision
            self.servers = servers
            self.prepare = prepare
        }
    }
}

/// One match that a server is to play.
public struct PrepareMatch: Codable, Sendable, Hashable {
    public struct ClientCookie: Codable, Sendable, Hashable {
        public var nickname: String
        public var playerID: PlayerID
        public var cookie: String

        public init(nickname: String, playerID: PlayerID, cookie: String) {
            self.nickname = nickname
            self.playerID = playerID
            self.cookie = cookie
        }
    }

    public var phase: PlayerState.MatchPhase
    public var matchConfig: MatchConfig
    public var clientCookies: [ClientCookie]

    public init(phase: PlayerState.MatchPhase, matchConfig: MatchConfig, clientCookies: [ClientCookie]) {
        self.phase = phase
        self.matchConfig = matchConfig
        self.clientCookies = clientCookies
    }
}

/// B6: one that is in a match goes when the match ends. Refused: `forbidden` (an address that isn't the caller's).
public struct RevokeServers: QueueRequest {
    public static let name = "queue.server.revoke.v1"
    /// The addresses that were revoked.
    public typealias Reply = Outcome<[String]>
    public var serverUser: PlayerID
    /// `nil` for all of the caller's.
    public var addresses: [String]?

    public init(serverUser: PlayerID, addresses: [String]?) {
        self.serverUser = serverUser
        self.addresses = addresses
    }
}
