import Contracts
import PairingCore

/// Everything that the database has of one shard.
public struct ShardImage: Sendable {
    public var tickets: [Ticket]
    public var matches: [LiveMatch]
    /// Those with a ticket or match of the shard.
    public var players: [PlayerRecord]
    /// Theirs; missing ones are empty.
    public var profiles: [PlayerID: PlayerProfile]
    /// What hasn't been marked as sent.
    public var outbox: [OutboxMessage]
    public var statistics: [ModeStatistics]
    public var peers: PairingImage

    public init(
        tickets: [Ticket] = [], matches: [LiveMatch] = [], players: [PlayerRecord] = [],
        profiles: [PlayerID: PlayerProfile] = [:], outbox: [OutboxMessage] = [], statistics: [ModeStatistics] = [],
        peers: PairingImage = PairingImage()
    ) {
        self.tickets = tickets
        self.matches = matches
        self.players = players
        self.profiles = profiles
        self.outbox = outbox
        self.statistics = statistics
        self.peers = peers
    }
}
