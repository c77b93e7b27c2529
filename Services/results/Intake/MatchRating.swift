import Contracts

/// What a result made of the ratings of a match's players.
public struct MatchRating: Sendable, Hashable {
    /// The season that it counts for, by number and name.
    public var seasonNumber: Int
    public var season: String
    /// In the order of the match's players.
    public var changes: [RatingChanged.Change]

    public init(seasonNumber: Int, season: String, changes: [RatingChanged.Change]) {
        self.seasonNumber = seasonNumber
        self.season = season
        self.changes = changes
    }

    /// The players' ratings after the match.
    func ratings(in mode: ModeName) -> [PlayerRating] {
        changes.map { change in
            PlayerRating(
                playerID: change.playerID, mode: mode, mu: change.after.mu, sigma: change.after.sigma,
                rating: change.after.rating, matches: change.matches)
        }
    }
}
