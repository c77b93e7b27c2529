import Contracts

/// What a transaction begins with: after the fence, the ids of the commands are inserted, then the players claimed, both
/// `ON CONFLICT … RETURNING` and in sorted order; then what is asked for is read.
public struct Admission: Sendable, Hashable {
    /// A player who is to be in a ticket of this shard.
    public struct Claim: Sendable, Hashable {
        public var playerID: PlayerID
        public var ticketID: TicketID
    }

    public struct Result: Sendable {
        /// The transaction's time.
        public var now: Timestamp
        /// Commands that had been carried out before, with what they were answered.
        public var known: [CommandID: CommandReply]
        /// Claims that were granted: the players are free, and nobody else's until the transaction ends.
        public var claimed: Set<PlayerID>
        /// The rows of all who were to be claimed or read, as they were before the claim; missing ones are unknown players.
        public var rows: [PlayerID: PlayerRecord]
        /// Read after the claims; missing ones are empty.
        public var profiles: [PlayerID: PlayerProfile]
        public var signs: [MatchID: ServerSigns]

        public init(
            now: Timestamp, known: [CommandID: CommandReply] = [:], claimed: Set<PlayerID> = [],
            rows: [PlayerID: PlayerRecord] = [:], profiles: [PlayerID: PlayerProfile] = [:],
            signs: [MatchID: ServerSigns] = [:]
        ) {
            self.now = now
            self.known = known
            self.claimed = claimed
            self.rows = rows
            self.profiles = profiles
            self.signs = signs
        }
    }

    public var epoch: Int64
    public var commands: [CommandID]
    public var claims: [Claim]
    public var reads: [PlayerID]
    /// Players whose profiles are asked for.
    public var profiles: [PlayerID]
    /// Matches whose server's last signs are asked for.
    public var signs: [MatchID]
}
