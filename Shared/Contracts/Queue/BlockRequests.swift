/// Whom a player never wants to play with, in the order in which they were blocked.
public struct ListBlocks: QueueRequest {
    public typealias Reply = [PlayerID]
    public static let name = "queue.block.list.v1"
    public var playerID: PlayerID

    public init(playerID: PlayerID) { self.playerID = playerID }
}

/// From the answer on the two aren't proposed for one match, whoever of them blocked the other. A match that has been found
/// goes on. Answered with the player's whole list; again is success. Refused: `conflict` (the list is full), `unavailable`
/// (it is kept, but the owner of the player's open ticket doesn't know yet: say it again).
public struct BlockPlayer: QueueRequest {
    public typealias Reply = Outcome<[PlayerID]>
    public static let name = "queue.block.add.v1"
    public var playerID: PlayerID
    public var blockedID: PlayerID

    public init(playerID: PlayerID, blockedID: PlayerID) {
        self.playerID = playerID
        self.blockedID = blockedID
    }
}

/// Takes somebody off the list. Refused: `notFound` (not on it), `unavailable` as with ``BlockPlayer``.
public struct UnblockPlayer: QueueRequest {
    public typealias Reply = Outcome<[PlayerID]>
    public static let name = "queue.block.remove.v1"
    public var playerID: PlayerID
    public var blockedID: PlayerID

    public init(playerID: PlayerID, blockedID: PlayerID) {
        self.playerID = playerID
        self.blockedID = blockedID
    }
}

/// What is kept about a player beside the ticket has changed: their shard reads it anew. Success, too, when the player isn't
/// there any more.
public struct RereadPlayer: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.player.reread.v1"
    public var commandID: CommandID
    public var playerID: PlayerID

    public init(commandID: CommandID, playerID: PlayerID) {
        self.commandID = commandID
        self.playerID = playerID
    }
}
