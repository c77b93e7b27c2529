/// A peer joins the pool of its region. Goes to the region's shard, see ``PeerPools``.
public struct JoinPeers: ShardCommand {
    public typealias Reply = Outcome<PeerView>
    public static let name = "queue.peer.join.v1"
    public var commandID: CommandID
    /// What others are given to measure and to contact.
    public var address: PeerAddress
    /// `nil` is a pool of its own.
    public var region: String?
    /// With an open socket of the peer: this gateway is told of every change, and the peer is given an opponent as soon as
    /// there is one. `nil` when the peer asks by itself.
    public var gateway: GatewayID?

    public init(commandID: CommandID, address: PeerAddress, region: String?, gateway: GatewayID?) {
        self.commandID = commandID
        self.address = address
        self.region = region
        self.gateway = gateway
    }
}

/// How does it stand? A peer that is alone is given an opponent if there is one; one that may go is known to have heard of it
/// from now on. Refused: `notFound`.
public struct AskForPeer: ShardCommand {
    public typealias Reply = Outcome<PeerView>
    public static let name = "queue.peer.ask.v1"
    public var commandID: CommandID
    public var matcherID: MatcherID

    public init(commandID: CommandID, matcherID: MatcherID) {
        self.commandID = commandID
        self.matcherID = matcherID
    }
}

/// What a peer has measured. Only the present opponent's handle counts; with several results for it, the first. Refused:
/// `notFound`.
public struct ReportPing: ShardCommand {
    public typealias Reply = Outcome<PingVerdict>
    public static let name = "queue.peer.ping.v1"
    public var commandID: CommandID
    public var matcherID: MatcherID
    public var results: [PingResult]

    public init(commandID: CommandID, matcherID: MatcherID, results: [PingResult]) {
        self.commandID = commandID
        self.matcherID = matcherID
        self.results = results
    }
}

/// One measured round trip.
public struct PingResult: Codable, Sendable, Hashable {
    public var opponent: PeerHandle
    public var milliseconds: Double

    public init(opponent: PeerHandle, milliseconds: Double) {
        self.opponent = opponent
        self.milliseconds = milliseconds
    }
}

/// What became of a report.
public struct PingVerdict: Codable, Sendable, Hashable {
    /// The caller hosts and will be contacted by this one; `nil` when the report changed nothing, or the round trip is too
    /// long.
    public var hostFor: PeerOpponent?
    /// How it stands now.
    public var view: PeerView

    public init(hostFor: PeerOpponent?, view: PeerView) {
        self.hostFor = hostFor
        self.view = view
    }
}

/// The host of a pair listens; it leaves with this, its opponent may go. The same again is success while the opponent may
/// still be told. Refused: `conflict` when the caller is not the host of a pair, `notFound`.
public struct OpenPeerPort: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.peer.open.v1"
    public var commandID: CommandID
    public var matcherID: MatcherID
    public var port: UInt16
    /// Where it listens, when that is not where it joined from.
    public var ip: String?

    public init(commandID: CommandID, matcherID: MatcherID, port: UInt16, ip: String? = nil) {
        self.commandID = commandID
        self.matcherID = matcherID
        self.port = port
        self.ip = ip
    }
}

/// A peer leaves; an opponent that was not told to go yet is free at once. Refused: `notFound`.
public struct LeavePeers: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.peer.leave.v1"
    public var commandID: CommandID
    public var matcherID: MatcherID

    public init(commandID: CommandID, matcherID: MatcherID) {
        self.commandID = commandID
        self.matcherID = matcherID
    }
}

/// These peers have open sockets at this gateway: they are there. It is told of how each stands, and of every change from now
/// on. Renewed every 15 s, and at once when the shard has changed hands.
public struct CheckInPeers: ShardNotice {
    public static let name = "queue.peer.checkin.v1"
    public var gateway: GatewayID
    public var matchers: [MatcherID]

    public init(gateway: GatewayID, matchers: [MatcherID]) {
        self.gateway = gateway
        self.matchers = matchers
    }
}

/// Which shard pairs the peers of a region.
public enum PeerPools {
    public static func shard(region: String?) -> Shard { Shard(game: "", group: "peers", homeRegion: region) }
}
