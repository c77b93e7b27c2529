/// A player's ratings, one for each mode that he was rated in; those last changed in an earlier season as they begin the
/// present one, with no matches.
public struct ListRatings: ResultsRequest {
    public typealias Reply = Outcome<[PlayerRating]>
    public static let name = "results.rating.list.v1"
    public var playerID: PlayerID

    public init(playerID: PlayerID) { self.playerID = playerID }
}

/// Players of a mode by rating, best first; equal ratings share a rank. Refused: `invalid` (`after`), `notFound` (the season).
public struct GetLeaderboard: ResultsRequest {
    public typealias Reply = Outcome<Leaderboard>
    public static let name = "results.leaderboard.get.v1"
    public var mode: ModeName
    /// By name; the present one without.
    public var season: String?
    public var limit: Int
    /// Where a former page ended, its ``Leaderboard/next``.
    public var after: String?
    /// Instead of ``after``: the page with this player in its middle; empty when he isn't on the board.
    public var around: PlayerID?

    public init(
        mode: ModeName, season: String? = nil, limit: Int, after: String? = nil, around: PlayerID? = nil
    ) {
        self.mode = mode
        self.season = season
        self.limit = limit
        self.after = after
        self.around = around
    }
}

/// A page of a leaderboard.
public struct Leaderboard: Codable, Sendable, Hashable {
    public struct Entry: Codable, Sendable, Hashable {
        /// From 1 on. One more than there are better players.
        public var rank: Int
        public var playerID: PlayerID
        /// `deleted-user` for somebody who is gone.
        public var username: String
        public var rating: Double
        /// Rated matches in this mode and season.
        public var matches: Int

        public init(rank: Int, playerID: PlayerID, username: String, rating: Double, matches: Int) {
            self.rank = rank
            self.playerID = playerID
            self.username = username
            self.rating = rating
            self.matches = matches
        }
    }

    public var mode: ModeName
    public var season: String
    public var entries: [Entry]
    /// For the page that follows; `nil` on the last.
    public var next: String?
    /// Whether anybody was ever rated in the mode: one that isn't may exist all the same.
    public var isKnown: Bool

    public init(mode: ModeName, season: String, entries: [Entry], next: String?, isKnown: Bool) {
        self.mode = mode
        self.season = season
        self.entries = entries
        self.next = next
        self.isKnown = isKnown
    }
}

/// A player's matches, newest first. Refused: `invalid` (`before` is no match of his).
public struct ListMatches: ResultsRequest {
    public typealias Reply = Outcome<Page>
    public static let name = "results.match.list.v1"

    public struct Page: Codable, Sendable, Hashable {
        public var matches: [MatchRecord]
        /// The ``ListMatches/before`` of the page that follows; `nil` on the last.
        public var next: MatchID?

        public init(matches: [MatchRecord], next: MatchID?) {
            self.matches = matches
            self.next = next
        }
    }

    public var playerID: PlayerID
    public var limit: Int
    /// Only matches before this one.
    public var before: MatchID?

    public init(playerID: PlayerID, limit: Int, before: MatchID? = nil) {
        self.playerID = playerID
        self.limit = limit
        self.before = before
    }
}
