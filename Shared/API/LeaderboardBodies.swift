import Contracts

/// 200 of `GET /leaderboard/{mode}`.
public struct LeaderboardBody: Codable, Sendable {
    public struct Entry: Codable, Sendable, Hashable {
        /// From 1 on; equal ratings share a rank.
        public var rank: Int
        public var playerId: PlayerID
        public var username: String
        public var rating: Double
        public var matches: Int
    }

    public var mode: ModeName
    public var season: String
    public var entries: [Entry]
    /// The `after` of the page that follows; left out on the last.
    public var next: String?

    public init(_ board: Leaderboard) {
        mode = board.mode
        season = board.season
        entries = board.entries.map {
            Entry(
                rank: $0.rank, playerId: $0.playerID, username: $0.username, rating: $0.rating, matches: $0.matches)
        }
        next = board.next
    }
}

/// 200 of `GET /user/matches`.
public struct MatchesBody: Codable, Sendable {
    /// Newest first.
    public var matches: [MatchRecord]
    /// The `before` of the page that follows; left out on the last.
    public var next: MatchID?

    public init(_ page: ListMatches.Page) {
        matches = page.matches
        next = page.next
    }
}
