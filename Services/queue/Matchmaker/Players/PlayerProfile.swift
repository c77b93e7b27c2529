import Contracts

/// What the database keeps about a player beside ticket and match, as far as matching asks for it.
public struct PlayerProfile: Codable, Sendable, Hashable {
    /// Whom the player never wants to play with.
    public var blocked: Set<PlayerID>
    /// The player's rating in each mode that they have been rated in.
    public var ratings: [ModeName: Double]
    /// The party that the player was in when the profile was read; not kept up to date while a ticket is open, since a party
    /// doesn't change then.
    public var party: PartyStamp?

    public init(blocked: Set<PlayerID> = [], ratings: [ModeName: Double] = [:], party: PartyStamp? = nil) {
        self.blocked = blocked
        self.ratings = ratings
        self.party = party
    }
}
