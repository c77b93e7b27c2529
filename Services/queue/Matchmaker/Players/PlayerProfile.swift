import Contracts

/// What the database keeps about a player beside ticket and match, as far as matching asks for it.
public struct PlayerProfile: Codable, Sendable, Hashable {
    /// Whom the player never wants to play with.
    public var blocked: Set<PlayerID>
    /// The player's rating in each mode that they have been rated in.
    public var ratings: [ModeName: Double]

    public init(blocked: Set<PlayerID> = [], ratings: [ModeName: Double] = [:]) {
        self.blocked = blocked
        self.ratings = ratings
    }
}
