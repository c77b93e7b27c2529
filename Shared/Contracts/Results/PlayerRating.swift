/// How good a player is in a mode, as far as results can tell.
public struct PlayerRating: Codable, Sendable, Hashable {
    public var playerID: PlayerID
    public var mode: ModeName
    /// The estimated skill.
    public var mu: Double
    /// The uncertainty of the estimate.
    public var sigma: Double
    /// What is shown and what leaderboards go by: mu − 3 sigma.
    public var rating: Double
    /// Rated matches in this mode and season.
    public var matches: Int

    public init(playerID: PlayerID, mode: ModeName, mu: Double, sigma: Double, rating: Double, matches: Int) {
        self.playerID = playerID
        self.mode = mode
        self.mu = mu
        self.sigma = sigma
        self.rating = rating
        self.matches = matches
    }

    private enum CodingKeys: String, CodingKey {
        case playerID = "playerId"
        case mode, mu, sigma, rating, matches
    }
}
