/// B0: one ticket for these players. Refused: `alreadyQueued`, `inMatch`, `coolDown`, `unknownMode`, `invalid`; `inParty`
/// when somebody is in a party and none is named, `partyChanged` when the party isn't as named any more, `conflict` when its
/// members have blocked one another.
public struct EnqueueTicket: ShardCommand {
    /// The state of the player who asked, the first.
    public typealias Reply = Outcome<PlayerState>
    public static let name = "queue.ticket.enqueue.v1"
    public var commandID: CommandID
    /// One, or a whole party, its leader first.
    public var players: [TicketPlayer]
    public var modes: [ModeName]
    /// The gateway that asks: it is told of the player's states from now on.
    public var gateway: GatewayID
    /// The party that these players are, all of them; `nil` for players who are in none.
    public var party: PartyStamp?

    public init(
        commandID: CommandID, players: [TicketPlayer], modes: [ModeName], gateway: GatewayID,
        party: PartyStamp? = nil
    ) {
        self.commandID = commandID
        self.players = players
        self.modes = modes
        self.gateway = gateway
        self.party = party
    }
}

/// A party as it was at a moment: whatever changes it changes the revision.
public struct PartyStamp: Codable, Sendable, Hashable {
    public var partyID: PartyID
    public var revision: Int64

    public init(partyID: PartyID, revision: Int64) {
        self.partyID = partyID
        self.revision = revision
    }
}

/// A player as a ticket names them.
public struct TicketPlayer: Codable, Sendable, Hashable {
    public var playerID: PlayerID
    public var username: String
    public var attributes: [String: JSONValue]
    /// Measured round trip to each region, in milliseconds.
    public var latencies: [String: Double]
    /// Where other players reach this one, in modes that are played among peers.
    public var address: PeerAddress?
    /// When the session began by which the player asked, by auth's database; `nil` when it isn't known.
    public var signedInAt: Timestamp?

    public init(
        playerID: PlayerID, username: String, attributes: [String: JSONValue] = [:],
        latencies: [String: Double] = [:], address: PeerAddress? = nil, signedInAt: Timestamp? = nil
    ) {
        self.playerID = playerID
        self.username = username
        self.attributes = attributes
        self.latencies = latencies
        self.address = address
        self.signedInAt = signedInAt
    }
}

/// B2: leaves the queue; after `MatchFound` it is a decline. Success, too, when there was nothing to leave. Refused:
/// `conflict` once the match is confirmed.
public struct CancelTicket: ShardCommand {
    public typealias Reply = Outcome<PlayerState>
    public static let name = "queue.ticket.cancel.v1"
    public var commandID: CommandID
    public var playerID: PlayerID
    /// `revoked`, `sessionEnded`, `operator` or `party`.
    public var reason: PlayerState.EndReason
    /// A ticket that was asked for by a session that began later stays; `nil` spares none.
    public var sparesLaterThan: Timestamp?

    public init(
        commandID: CommandID, playerID: PlayerID, reason: PlayerState.EndReason, sparesLaterThan: Timestamp? = nil
    ) {
        self.commandID = commandID
        self.playerID = playerID
        self.reason = reason
        self.sparesLaterThan = sparesLaterThan
    }
}

/// B3. The same answer again is success, also after confirmation. Refused: `conflict` when nothing is found, when `matchID`
/// is another match, or when the other answer has been given.
public struct AnswerMatch: ShardCommand {
    public typealias Reply = Outcome<PlayerState>
    public static let name = "queue.match.answer.v1"
    public var commandID: CommandID
    public var playerID: PlayerID
    public var matchID: MatchID?
    public var accept: Bool

    public init(commandID: CommandID, playerID: PlayerID, matchID: MatchID?, accept: Bool) {
        self.commandID = commandID
        self.playerID = playerID
        self.matchID = matchID
        self.accept = accept
    }
}

/// What a match server says of its match. Refused: `forbidden` (another's), `notFound`, `conflict`, `invalid` (a nickname
/// that isn't in the match).
public struct ChangeMatch: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.match.change.v1"
    /// Closed: an owner that is older than a case answers `unsupported`.
    public enum Change: Codable, Sendable, Hashable {
        /// S1 → S2.
        case inProgress
        /// The match is abandoned, its players free at once.
        case abandoned(reason: String)
        /// These are free, still named in the outcome.
        case left(nicknames: [String])
    }

    public var commandID: CommandID
    public var matchID: MatchID
    public var serverUser: PlayerID
    public var change: Change

    public init(commandID: CommandID, matchID: MatchID, serverUser: PlayerID, change: Change) {
        self.commandID = commandID
        self.matchID = matchID
        self.serverUser = serverUser
        self.change = change
    }
}

/// Results has decided a match's ending: players and server are free. Success, too, when the shard doesn't know the match
/// any more.
public struct CloseMatch: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.match.close.v1"
    public var commandID: CommandID
    public var matchID: MatchID
    public var ending: PlayerState.Ending
    /// As reported, JSON text; `nil` when abandoned.
    public var matchData: String?
    /// What the players' ratings are from now on; `nil` when the match isn't rated. Kept whether the shard knows the match or
    /// not.
    public var ratings: [PlayerRating]?
    /// When the match ended, by results' clock: later ratings replace earlier ones.
    public var ratedAt: Timestamp?

    public init(
        commandID: CommandID, matchID: MatchID, ending: PlayerState.Ending, matchData: String?,
        ratings: [PlayerRating]? = nil, ratedAt: Timestamp? = nil
    ) {
        self.commandID = commandID
        self.matchID = matchID
        self.ending = ending
        self.matchData = matchData
        self.ratings = ratings
        self.ratedAt = ratedAt
    }
}

/// A player signed in anew: the pass for a match under way gets its next generation. Success, too, when there is none.
public struct RenewCookie: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.cookie.renew.v1"
    public var commandID: CommandID
    public var playerID: PlayerID

    public init(commandID: CommandID, playerID: PlayerID) {
        self.commandID = commandID
        self.playerID = playerID
    }
}

/// These players are on this gateway (an open poll, stream or socket, or a request just now): they are present, and it is
/// told of their states. Renewed every few seconds; the owner answers a player's first with the present state. Players who
/// have no ticket are watched as well, since one may be made for them through another gateway.
public struct WatchPlayers: ShardNotice {
    public static let name = "queue.player.watch.v1"
    public var gateway: GatewayID
    public var players: [PlayerID]

    public init(gateway: GatewayID, players: [PlayerID]) {
        self.gateway = gateway
        self.players = players
    }
}
