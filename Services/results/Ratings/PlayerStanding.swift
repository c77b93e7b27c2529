import Contracts

/// What is known of one player in one mode and season.
public struct PlayerStanding: Sendable, Hashable {
    public var skill: Skill
    /// Rated matches in this season.
    public var matches: Int

    public init(skill: Skill, matches: Int) {
        self.skill = skill
        self.matches = matches
    }

    /// As other services and clients are told.
    public func rating(of playerID: PlayerID, mode: ModeName) -> PlayerRating {
        PlayerRating(
            playerID: playerID, mode: mode, mu: skill.mu, sigma: skill.sigma, rating: skill.rating, matches: matches)
    }
}

extension RatingChanged.Value {
    public init(_ skill: Skill) { self.init(mu: skill.mu, sigma: skill.sigma, rating: skill.rating) }
}

extension Skill {
    public init(_ value: RatingChanged.Value) { self.init(mu: value.mu, sigma: value.sigma) }
}
