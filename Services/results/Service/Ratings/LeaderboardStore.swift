import Contracts
import Postgres
import RatingsCore

/// One mode's players in one season, best first, equal ratings in falling order of their ids.
package struct LeaderboardStore: Sendable {
    struct Row: Sendable {
        var playerID: PlayerID
        var username: String
        var rating: Double
        var matches: Int

        func cursor(season: Int) -> LeaderboardCursor {
            LeaderboardCursor(season: season, rating: rating, playerID: playerID)
        }
    }

    let mode: ModeName
    let season: Int

    private static let selection = """
        SELECT player_id, rating, matches,
            CASE WHEN EXISTS (SELECT FROM deleted_players AS gone WHERE gone.player_id = ratings.player_id)
                THEN '\(DeletedPlayers.shownAs)' ELSE nickname END AS username
        FROM ratings WHERE mode = $1 AND season = $2 AND matches > 0
        """
    private static let falling = "ORDER BY bucket DESC, rating DESC, player_id DESC"
    /// A page behind a place: `$1` mode, `$2` season, `$3` entries; `$4` bucket, `$5` rating and `$6` player of the place.
    package static let page = "\(selection) AND (bucket, rating, player_id) < ($4, $5, $6) \(falling) LIMIT $3"
    /// The same before a place, from there upwards.
    package static let pageAbove = """
        \(selection) AND (bucket, rating, player_id) > ($4, $5, $6) ORDER BY bucket, rating, player_id LIMIT $3
        """

    /// From the top, or behind a place.
    func below(
        _ place: LeaderboardCursor?, limit: Int, in session: some PostgresSession
    ) async throws(PostgresError) -> [Row] {
        guard let place else {
            return try rows(await session.query("\(Self.selection) \(Self.falling) LIMIT $3", mode, season, limit))
        }
        return try rows(
            await session.query(Self.page, mode, season, limit, place.bucket, place.rating, place.playerID))
    }

    /// Those right before a place, best first.
    func above(
        _ place: LeaderboardCursor, limit: Int, in session: some PostgresSession
    ) async throws(PostgresError) -> [Row] {
        let rising = try rows(
            await session.query(Self.pageAbove, mode, season, limit, place.bucket, place.rating, place.playerID))
        return rising.reversed()
    }

    func row(of playerID: PlayerID, in session: some PostgresSession) async throws(PostgresError) -> Row? {
        try rows(await session.query("\(Self.selection) AND player_id = $3", mode, season, playerID)).first
    }

    /// Rows that follow one another, with their ranks.
    ///
    /// Only two ranks are asked for: that of the first row, and that of the first which differs from it, since nobody here
    /// knows how many of the first's equals come before the page. The others' follow from these.
    func ranked(_ rows: [Row], in session: some PostgresSession) async throws(PostgresError) -> [Leaderboard.Entry] {
        guard let first = rows.first else { return [] }
        let turn = rows.firstIndex { $0.rating < first.rating }
        let asked = [first] + (turn.map { [rows[$0]] } ?? [])
        let answers = try await session.batch(
            asked.map {
                PostgresStatement(RatingBuckets.rank, mode, season, RankScale.bucket(of: $0.rating), $0.rating)
            })
        let ranks = try answers.map { answer throws(PostgresError) in try answer[0].decode("rank", as: Int.self) }
        var entries: [Leaderboard.Entry] = []
        for (index, row) in rows.enumerated() {
            var rank = ranks[0]
            if let turn, index >= turn {
                let isTied = index > turn && rows[index - 1].rating == row.rating
                rank = isTied ? entries[index - 1].rank : ranks[1] + index - turn
            }
            entries.append(
                Leaderboard.Entry(
                    rank: rank, playerID: row.playerID, username: row.username, rating: row.rating,
                    matches: row.matches))
        }
        return entries
    }

    /// Whether anybody was ever rated in the mode.
    func isKnown(in session: some PostgresSession) async throws(PostgresError) -> Bool {
        try await session.first("SELECT EXISTS (SELECT FROM ratings WHERE mode = $1 AND matches > 0) AS known", mode)?
            .decode("known") ?? false
    }

    func seasonName(in session: some PostgresSession) async throws -> String {
        guard let row = try await session.first("SELECT name FROM seasons WHERE number = $1", season) else {
            throw Refusal(.notFound, "no such season")
        }
        return try row.decode("name")
    }

    private func rows(_ rows: PostgresRows) throws(PostgresError) -> [Row] {
        try rows.map { row throws(PostgresError) in
            Row(
                playerID: try row.decode("player_id"), username: try row.decode("username"),
                rating: try row.decode("rating"), matches: try row.decode("matches"))
        }
    }
}
