/// A request that any replica of the queue service answers from the database.
public protocol QueueRequest: ServiceRequest {}
extension QueueRequest { public static var service: ServiceName { .queue } }

/// B1, and to which shard the player's commands go.
public struct GetPlayerState: QueueRequest {
    public static let name = "queue.player.state.v1"
    public var playerID: PlayerID

    public init(playerID: PlayerID) { self.playerID = playerID }

    public struct Reply: Codable, Sendable, Hashable {
        public var state: PlayerState
        /// The shard of the open ticket or match; `nil` without one.
        public var shard: Shard?

        public init(state: PlayerState, shard: Shard?) {
            self.state = state
            self.shard = shard
        }
    }
}

/// The modes there are.
public struct ListModes: QueueRequest {
    public typealias Reply = [ModeSummary]
    public static let name = "queue.mode.list.v1"

    public init() {}
}

public struct ModeSummary: Codable, Sendable, Hashable {
    public struct Team: Codable, Sendable, Hashable {
        public var name: String
        public var minPlayers: Int
        public var maxPlayers: Int
        /// How many teams of this kind a match has.
        public var quantity: Int

        public init(name: String, minPlayers: Int, maxPlayers: Int, quantity: Int) {
            self.name = name
            self.minPlayers = minPlayers
            self.maxPlayers = maxPlayers
            self.quantity = quantity
        }
    }

    /// How long tickets of one kind search.
    public struct Wait: Codable, Sendable, Hashable {
        /// Of the ticket.
        public var players: Int
        /// Of the players' mean rating, or of another number that the mode goes by: from here, and below there.
        public var ratingFrom: Double?
        public var ratingBelow: Double?
        /// Half of their searches end by then.
        public var seconds: Double
        /// 80 of 100 end within these two, seconds.
        public var interval: [Double]

        public init(players: Int, ratingFrom: Double?, ratingBelow: Double?, seconds: Double, interval: [Double]) {
            self.players = players
            self.ratingFrom = ratingFrom
            self.ratingBelow = ratingBelow
            self.seconds = seconds
            self.interval = interval
        }
    }

    public var mode: ModeName
    /// Modes of one group may be asked for by one ticket.
    public var group: String
    /// The shard of the group's tickets.
    public var shard: Shard
    public var teams: [Team]
    public var playersWaiting: Int
    /// `nil` from releases that count players alone.
    public var ticketsWaiting: Int?
    /// Half of all searches end by then; `nil` before the first match.
    public var estimatedWaitSeconds: Double?
    /// 80 of 100 end within these two, seconds; `nil` from releases that tell one number alone.
    public var estimatedWaitInterval: [Double]?
    /// By party size and rating, as far as tickets of the kind were matched of late.
    public var estimatedWaits: [Wait]?
    /// Where its matches are played; `nil` from releases that know match servers alone.
    public var placement: String?

    public init(
        mode: ModeName, group: String, shard: Shard, teams: [Team], playersWaiting: Int,
        ticketsWaiting: Int? = nil, estimatedWaitSeconds: Double?, estimatedWaitInterval: [Double]? = nil,
        estimatedWaits: [Wait]? = nil, placement: String? = nil
    ) {
        self.mode = mode
        self.group = group
        self.shard = shard
        self.teams = teams
        self.playersWaiting = playersWaiting
        self.ticketsWaiting = ticketsWaiting
        self.estimatedWaitSeconds = estimatedWaitSeconds
        self.estimatedWaitInterval = estimatedWaitInterval
        self.estimatedWaits = estimatedWaits
        self.placement = placement
    }
}

/// What results must know of a match whose confirmation it hasn't heard yet. Refused: `notFound`.
public struct GetMatchRecord: QueueRequest {
    public typealias Reply = Outcome<MatchConfirmation>
    public static let name = "queue.match.record.v1"
    public var matchID: MatchID

    public init(matchID: MatchID) { self.matchID = matchID }
}
