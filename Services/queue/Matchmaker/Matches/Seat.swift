import Contracts

/// One player's place in a match.
public struct Seat: Codable, Sendable, Hashable {
    public var playerID: PlayerID
    public var nickname: String
    public var faction: String
    public var ticketID: TicketID
    /// Where the player can be reached, among peers.
    public var address: String?
    /// Which of the player's passes for the match is good; grows when they sign in anew.
    public var cookieGeneration: Int
    /// The server has let the player go; still named in the outcome.
    public var hasLeft: Bool

    public init(playerID: PlayerID, nickname: String, faction: String, ticketID: TicketID, address: String? = nil) {
        self.playerID = playerID
        self.nickname = nickname
        self.faction = faction
        self.ticketID = ticketID
        self.address = address
        cookieGeneration = 1
        hasLeft = false
    }
}
