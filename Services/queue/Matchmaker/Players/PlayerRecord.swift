import Contracts

/// One player, as the one row has it: ticket and match exclude others, and say to which shard the player's commands go.
public struct PlayerRecord: Codable, Sendable, Hashable {
    public var playerID: PlayerID
    /// Of the ticket or match; `nil` without one.
    public var shard: Shard?
    public var ticketID: TicketID?
    public var matchID: MatchID?
    public var view: PlayerView
    public var coolDown: CoolDown
    public var changedAt: Timestamp

    public init(
        playerID: PlayerID, shard: Shard? = nil, ticketID: TicketID? = nil, matchID: MatchID? = nil, view: PlayerView,
        coolDown: CoolDown = CoolDown(), changedAt: Timestamp
    ) {
        self.playerID = playerID
        self.shard = shard
        self.ticketID = ticketID
        self.matchID = matchID
        self.view = view
        self.coolDown = coolDown
        self.changedAt = changedAt
    }

    /// Somebody who was never seen before.
    public init(unknown playerID: PlayerID) {
        self.init(playerID: playerID, view: .unknown(playerID), changedAt: Timestamp(milliseconds: 0))
    }

    /// In no ticket and no match.
    public var isFree: Bool { ticketID == nil && matchID == nil }

    /// What the player is told now.
    public func present(at now: Timestamp) -> PlayerView {
        isFree ? view.aged(changedAt: changedAt, now: now) : view
    }
}
