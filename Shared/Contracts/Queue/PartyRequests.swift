/// Some players who look for matches together.
public struct Party: Codable, Sendable, Hashable {
    public var partyID: PartyID
    /// By which others join, as it is shown.
    public var code: String
    /// Grows with every change; also larger than that of any party from which its members have come.
    public var revision: Int64
    /// The eldest first, who leads; what each brings to the next ticket.
    public var members: [TicketPlayer]

    public init(partyID: PartyID, code: String, revision: Int64, members: [TicketPlayer]) {
        self.partyID = partyID
        self.code = code
        self.revision = revision
        self.members = members
    }

    public var leader: PlayerID? { members.first?.playerID }
    public var stamp: PartyStamp { PartyStamp(partyID: partyID, revision: revision) }
}

/// The party that a player is in. Refused: `notFound`.
public struct GetParty: QueueRequest {
    public typealias Reply = Outcome<Party>
    public static let name = "queue.party.get.v1"
    public var playerID: PlayerID

    public init(playerID: PlayerID) { self.playerID = playerID }
}

/// Makes a party of one. Refused: `inParty`, `alreadyQueued`, `inMatch`, `unavailable`.
public struct CreateParty: QueueRequest {
    public typealias Reply = Outcome<Party>
    public static let name = "queue.party.create.v1"
    public var playerID: PlayerID
    public var username: String

    public init(playerID: PlayerID, username: String) {
        self.playerID = playerID
        self.username = username
    }
}

/// Joins the party with this code. Refused: `notFound` (no such code), `inParty`, `alreadyQueued`, `inMatch` (of the player),
/// `conflict` (the party is full, is queued or in a match, or somebody in it and the player don't want to meet),
/// `unavailable`.
public struct JoinParty: QueueRequest {
    public typealias Reply = Outcome<Party>
    public static let name = "queue.party.join.v1"
    public var playerID: PlayerID
    public var username: String
    /// As typed.
    public var code: String

    public init(playerID: PlayerID, username: String, code: String) {
        self.playerID = playerID
        self.username = username
        self.code = code
    }
}

/// What a member brings to the party's next ticket; what is `nil` stays as it is. Refused: `notFound`.
public struct UpdatePartyMember: QueueRequest {
    public typealias Reply = Outcome<Party>
    public static let name = "queue.party.update.v1"
    public var playerID: PlayerID
    public var attributes: [String: JSONValue]?
    public var latencies: [String: Double]?
    public var address: PeerAddress?

    public init(
        playerID: PlayerID, attributes: [String: JSONValue]?, latencies: [String: Double]?,
        address: PeerAddress? = nil
    ) {
        self.playerID = playerID
        self.attributes = attributes
        self.latencies = latencies
        self.address = address
    }
}

/// Takes somebody out of the caller's party: oneself, or anybody for the leader. An open ticket of the party ends first.
/// Refused: `notFound` (no party, or nobody of that name in it), `forbidden`, `inMatch`, `unavailable`.
public struct RemovePartyMember: QueueRequest {
    public typealias Reply = Outcome<Left>
    public static let name = "queue.party.remove.v1"
    /// Who wants it.
    public var playerID: PlayerID
    /// Who goes.
    public var username: String

    public init(playerID: PlayerID, username: String) {
        self.playerID = playerID
        self.username = username
    }

    public struct Left: Codable, Sendable, Hashable {
        /// The caller's party as it is now; `nil` when the caller has left.
        public var party: Party?

        public init(party: Party?) { self.party = party }
    }
}
