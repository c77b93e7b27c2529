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

    public var mode: ModeName
    /// Modes of one group may be asked for by one ticket.
    public var group: String
    /// The shard of the group's tickets.
    public var shard: Shard
    public var teams: [Team]
    public var playersWaiting: Int
    /// `nil` from releases that count players alone.
    public var ticketsWaiting: Int?
    public var estimatedWaitSeconds: Double?
    /// Where its matches are played; `nil` from releases that know match servers alone.
    public var placement: String?

    public init(
        mode: ModeName, group: String, shard: Shard, teams: [Team], playersWaiting: Int,
        ticketsWaiting: Int? = nil, estimatedWaitSeconds: Double?, placement: String? = nil
    ) {
        self.mode = mode
        self.group = group
        self.shard = shard
        self.teams = teams
        self.playersWaiting = playersWaiting
        self.ticketsWaiting = ticketsWaiting
        self.estimatedWaitSeconds = estimatedWaitSeconds
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
