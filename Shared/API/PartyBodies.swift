import Contracts

/// A party in answers (`/party`), and on the WebSocket whenever it has changed.
public struct PartyBody: Codable, Sendable {
    public struct Member: Codable, Sendable {
        public var playerId: PlayerID
        public var username: String
        /// Looks for matches for all of them.
        public var leader: Bool

        public init(playerId: PlayerID, username: String, leader: Bool) {
            self.playerId = playerId
            self.username = username
            self.leader = leader
        }
    }

    public var type: String
    public var revision: Int64
    public var partyId: PartyID
    /// By which others join.
    public var code: String
    /// The eldest first.
    public var members: [Member]

    public init(_ party: Party) {
        type = "Party"
        revision = party.revision
        partyId = party.partyID
        code = party.code
        members = party.members.map {
            Member(playerId: $0.playerID, username: $0.username, leader: $0.playerID == party.leader)
        }
    }
}

/// The caller has left, or is told on the WebSocket that there is no party any more.
public struct NotInPartyBody: Codable, Sendable {
    public var type: String

    public init() { type = "NotInParty" }
}

/// `POST /party`, which may come without a body, and on the WebSocket.
public struct CreatePartyBody: Codable, Sendable {
    public var type: String?

    public init() { type = "CreateParty" }
}

/// `POST /party/join`, and on the WebSocket.
public struct JoinPartyBody: Codable, Sendable {
    public var type: String?
    public var code: String?

    public init(code: String?) {
        type = "JoinParty"
        self.code = code
    }
}

/// `PUT /party/me`, and on the WebSocket: what the caller brings to the party's next ticket. What is left out stays.
public struct UpdatePartyMemberBody: Codable, Sendable {
    public var type: String?
    public var attributes: [String: JSONValue]?
    /// Milliseconds by region.
    public var latencies: [String: Double]?
    /// `ip:port` where others reach this player, for modes that are played among peers.
    public var ipAddress: String?

    public init(
        attributes: [String: JSONValue]? = nil, latencies: [String: Double]? = nil, ipAddress: String? = nil
    ) {
        type = "UpdatePartyMember"
        self.attributes = attributes
        self.latencies = latencies
        self.ipAddress = ipAddress
    }
}

/// Leaves the party, or takes somebody out of it: on the WebSocket, where REST has `DELETE /party/members/{username}`.
public struct LeavePartyBody: Codable, Sendable {
    public var type: String?
    /// Nil for oneself.
    public var username: String?

    public init(username: String? = nil) {
        type = "LeaveParty"
        self.username = username
    }
}
