import Contracts
import Postgres
import RatingsCore

/// Ratings: a row for each mode and season that a player was rated in. Those of earlier seasons stay as they were.
enum RatingStore {
    /// What is known of players, locked until the end of the transaction.
    struct Locked {
        var book: RatingBook
        /// The buckets that count them; those without a match in this season are in none.
        var buckets: [RatingBook.Key: Int] = [:]
    }

    /// Reads and locks the present ratings of players, who get a row if they have none.
    ///
    /// Rows are inserted and locked mode by mode, and in the order of their players, those of all results alike, so that results
    /// never wait for one another in a circle.
    static func lock(
        _ players: some Sequence<RatingBook.Key>, rules: RatingRules, in transaction: PostgresTransaction
    ) async throws -> Locked {
        let modes = Dictionary(grouping: Set(players).sorted(), by: \.mode).sorted { $0.key < $1.key }
        let answers = try await transaction.batch(
            [Season.hold, Season.present] + modes.flatMap { mode, keys in locking(keys.map(\.playerID), mode) })
        guard let season = try answers[1].first.map(Season.init) else { throw SeasonMissing() }
        var locked = Locked(book: RatingBook(seasonNumber: season.number, season: season.name))
        for (index, (mode, _)) in modes.enumerated() {
            let (present, past) = (answers[3 + index * 3], answers[4 + index * 3])
            var earlier: [PlayerID: (skill: Skill, season: Int)] = [:]
            for row in past { earlier[try row.decode("player_id")] = (try skill(row), try row.decode("season")) }
            for row in present {
                let key = RatingBook.Key(mode: mode, playerID: try row.decode("player_id"))
                let matches: Int = try row.decode("matches")
                guard matches == 0 else {
                    locked.book.enter(PlayerStanding(skill: try skill(row), matches: matches), of: key)
                    locked.buckets[key] = try row.decode("bucket")
                    continue
                }
                let last = earlier[key.playerID]
                let opening = rules.opening(after: last?.skill, seasons: season.number - (last?.season ?? 0))
                locked.book.enter(PlayerStanding(skill: opening, matches: 0), of: key)
            }
        }
        return locked
    }

    /// The statements for one mode, three of them.
    private static func locking(_ players: [PlayerID], _ mode: ModeName) -> [PostgresStatement] {
        [
            PostgresStatement(
                """
                INSERT INTO ratings (player_id, mode, season, nickname, mu, sigma, rating, bucket, matches)
                SELECT player_id, $2, (SELECT max(number) FROM seasons), '', 0, 0, 0, 0, 0
                FROM unnest($1::text[]) AS player_id ON CONFLICT DO NOTHING
                """, players, mode),
            PostgresStatement(
                """
                SELECT player_id, mu, sigma, bucket, matches FROM ratings
                WHERE player_id = ANY ($1::text[]) AND mode = $2 AND season = (SELECT max(number) FROM seasons)
                ORDER BY player_id FOR UPDATE
                """, players, mode),
            PostgresStatement(
                """
                SELECT DISTINCT ON (player_id) player_id, season, mu, sigma FROM ratings
                WHERE player_id = ANY ($1::text[]) AND mode = $2 AND season < (SELECT max(number) FROM seasons)
                ORDER BY player_id, season DESC
                """, players, mode),
        ]
    }

    /// Writes what matches made of the ratings that they locked: of each player's the last.
    static func write(
        _ changes: [RatingBook.Key: RatingChanged.Change], before locked: Locked, in transaction: PostgresTransaction
    ) {
        guard !changes.isEmpty else { return }
        let changes = changes.sorted { $0.key < $1.key }
        let (modes, made) = (changes.map(\.key.mode), changes.map(\.value))
        let buckets = made.map { RankScale.bucket(of: $0.after.rating) }
        let season = locked.book.seasonNumber
        // By the key, row for row: an update from a list is joined as the planner pleases, which guesses how long it is.
        transaction.enqueue(
            """
            INSERT INTO ratings (player_id, mode, season, nickname, mu, sigma, rating, bucket, matches)
            SELECT player_id, mode, $1, nickname, mu, sigma, rating, bucket, matches
            FROM unnest(
                $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::int4[], $9::int4[])
                AS new(player_id, mode, nickname, mu, sigma, rating, bucket, matches)
            ON CONFLICT (player_id, mode, season) DO UPDATE SET nickname = excluded.nickname, mu = excluded.mu,
                sigma = excluded.sigma, rating = excluded.rating, bucket = excluded.bucket, matches = excluded.matches
            """, season, made.map(\.playerID), modes, made.map(\.nickname), made.map(\.after.mu),
            made.map(\.after.sigma), made.map(\.after.rating), buckets, made.map(\.matches))
        let left = changes.map { locked.buckets[$0.key] }
        transaction.enqueue(RatingBuckets.move(from: left, to: buckets, modes: modes, season: season))
    }

    /// A player's ratings in every mode, as the present season has or begins them.
    static func ratings(
        of playerID: PlayerID, rules: RatingRules, in session: some PostgresSession
    ) async throws -> [PlayerRating] {
        let rows = try await session.query(
            """
            SELECT DISTINCT ON (mode) mode, season, mu, sigma, matches, (SELECT max(number) FROM seasons) AS present
            FROM ratings WHERE player_id = $1 ORDER BY mode, season DESC
            """, playerID)
        return try rows.map { row in
            let seasons = try row.decode("present", as: Int.self) - row.decode("season", as: Int.self)
            let standing = PlayerStanding(
                skill: rules.opening(after: try skill(row), seasons: seasons),
                matches: seasons == 0 ? try row.decode("matches") : 0)
            return standing.rating(of: playerID, mode: try row.decode("mode"))
        }
    }

    private static func skill(_ row: PostgresRow) throws(PostgresError) -> Skill {
        Skill(mu: try row.decode("mu"), sigma: try row.decode("sigma"))
    }
}
