/// A message to one gateway, or to all: transient, and nothing depends on its arrival.
public protocol GatewayMessage: Codable, Sendable, Hashable {
    static var name: String { get }
}

/// New states of players that the gateway watches: one message a gateway and commit.
public struct PlayerStates: GatewayMessage {
    public static let name = "gateway.player.states.v1"
    public var shard: Shard
    public var states: [PlayerState]

    public init(shard: Shard, states: [PlayerState]) {
        self.shard = shard
        self.states = states
    }
}

/// The answer of ``ListServers`` has changed for these server users.
public struct ServersChanged: GatewayMessage {
    public static let name = "gateway.servers.changed.v1"
    public var serverUsers: [PlayerID]

    public init(serverUsers: [PlayerID]) { self.serverUsers = serverUsers }
}

/// The party of these players has changed, or they are in none any more.
public struct PartiesChanged: GatewayMessage {
    public static let name = "gateway.parties.changed.v1"
    public var players: [PlayerID]

    public init(players: [PlayerID]) { self.players = players }
}

/// A shard has a new owner, which knows nobody's gateway: watch again, and read states anew.
public struct ShardTakenOver: GatewayMessage {
    public static let name = "gateway.shard.taken.v1"
    public var shard: Shard

    public init(shard: Shard) { self.shard = shard }
}
