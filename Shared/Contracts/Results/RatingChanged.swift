/// The ratings of a match's players have changed in a mode, by its result. Told right after the result, under the match's
/// next number.
public struct RatingChanged: Event {
    public static let type = "rating.changed.v1"
    public static var source: ServiceName { .results }
    public static var audience: EventAudience { .operators }

    /// A rating at one moment.
    public struct Value: Codable, Sendable, Hashable {
        /// The estimated skill.
        public var mu: Double
        /// The uncertainty of the estimate.
        public var sigma: Double
        /// What is shown: mu − 3 sigma.
        public var rating: Double

        public init(mu: Double, sigma: Double, rating: Double) {
            self.mu = mu
            self.sigma = sigma
            self.rating = rating
        }
    }

    /// What became of one player's rating.
    public struct Change: Codable, Sendable, Hashable {
        public var playerID: PlayerID
        public var nickname: String
        public var before: Value
        public var after: Value
        /// Rated matches of the player in this mode and season, this one included.
        public var matches: Int

        public init(playerID: PlayerID, nickname: String, before: Value, after: Value, matches: Int) {
            self.playerID = playerID
            self.nickname = nickname
            self.before = before
            self.after = after
            self.matches = matches
        }

        private enum CodingKeys: String, CodingKey {
            case playerID = "playerId"
            case nickname, before, after, matches
        }
    }

    public var matchID: MatchID
    public var mode: ModeName
    /// The season's name; `nil` before the first one.
    public var season: String?
    /// In the order of the match's players.
    public var changes: [Change]

    public init(matchID: MatchID, mode: ModeName, season: String?, changes: [Change]) {
        self.matchID = matchID
        self.mode = mode
        self.season = season
        self.changes = changes
    }

    public var subject: String { matchID.rawValue }

    private enum CodingKeys: String, CodingKey {
        case matchID = "matchId"
        case mode, season, changes
    }
}
