import Contracts
import Postgres
import RatingsCore

/// Ratings: a row for each mode and season that a player was rated in. Those of earlier seasons stay as they were.
enum RatingStore {
    /// What is known of a match's players, locked until the end of the transaction.
    struct Locked {
        var season: Season
        var standings: [PlayerID: PlayerStanding]
        /// The buckets that count them; those without a match in this season are in none.
        var buckets: [PlayerID: Int]
    }

    /// Reads and locks the present ratings of players, who get a row if they have none.
    ///
    /// Rows are inserted and locked in the order of their players, those of all results alike, so that results never wait for
    /// one another in a circle.
    static func lock(
        _ players: [PlayerID], mode: ModeName, rules: RatingRules, in transaction: PostgresTransaction
    ) async throws -> Locked {
        let sorted = Set(players).sorted()
        let answers = try await transaction.batch([
            Season.hold,
            Season.present,
            PostgresStatement(
                """
                INSERT INTO ratings (player_id, mode, season, nickname, mu, sigma, rating, bucket, matches)
                SELECT player_id, $2, (SELECT max(number) FROM seasons), '', 0, 0, 0, 0, 0
                FROM unnest($1::text[]) AS player_id ON CONFLICT DO NOTHING
                """, sorted, mode),
            PostgresStatement(
                """
                SELECT player_id, mu, sigma, bucket, matches FROM ratings
                WHERE player_id = ANY ($1::text[]) AND mode = $2 AND season = (SELECT max(number) FROM seasons)
                ORDER BY player_id FOR UPDATE
                """, sorted, mode),
            PostgresStatement(
                """
                SELECT DISTINCT ON (player_id) player_id, season, mu, sigma FROM ratings
                WHERE player_id = ANY ($1::text[]) AND mode = $2 AND season < (SELECT max(number) FROM seasons)
                ORDER BY player_id, season DESC
                """, sorted, mode),
        ])
        guard let season = try answers[1].first.map(Season.init) else { throw SeasonMissing() }
        var earlier: [PlayerID: (skill: Skill, season: Int)] = [:]
        for row in answers[4] { earlier[try row.decode("player_id")] = (try skill(row), try row.decode("season")) }
        var locked = Locked(season: season, standings: [:], buckets: [:])
        for row in answers[3] {
            let playerID: PlayerID = try row.decode("player_id")
            let matches: Int = try row.decode("matches")
            guard matches == 0 else {
                locked.standings[playerID] = PlayerStanding(skill: try skill(row), matches: matches)
                locked.buckets[playerID] = try row.decode("bucket")
                continue
            }
            let last = earlier[playerID]
            let opening = rules.opening(after: last?.skill, seasons: season.number - (last?.season ?? 0))
            locked.standings[playerID] = PlayerStanding(skill: opening, matches: 0)
        }
        return locked
    }

    /// Writes what a match made of the ratings that it locked.
    static func write(
        _ changes: [RatingChanged.Change], mode: ModeName, before locked: Locked, in transaction: PostgresTransaction
    ) {
        let buckets = changes.map { RankScale.bucket(of: $0.after.rating) }
        transaction.enqueue(
            """
            UPDATE ratings SET nickname = new.nickname, mu = new.mu, sigma = new.sigma, rating = new.rating,
                bucket = new.bucket, matches = new.matches
            FROM unnest($3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::int4[], $9::int4[])
                AS new(player_id, nickname, mu, sigma, rating, bucket, matches)
            WHERE ratings.mode = $1 AND ratings.season = $2 AND ratings.player_id = new.player_id
            """, mode, locked.season.number, changes.map(\.playerID), changes.map(\.nickname), changes.map(\.after.mu),
            changes.map(\.after.sigma), changes.map(\.after.rating), buckets, changes.map(\.matches))
        let left = changes.map { locked.buckets[$0.playerID] }
        transaction.enqueue(RatingBuckets.move(from: left, to: buckets, mode: mode, season: locked.season.number))
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
