import Contracts
import Postgres
import RatingsCore

/// How many players each bucket of the ``RankScale`` holds.
///
/// A result writes who left which bucket for which other in its own transaction, as rows of its own, so that results never
/// wait for one another. Somebody adds these rows up every now and then; a rank counts what hasn't been added yet as well, so
/// it is right at any time.
package enum RatingBuckets {
    /// How often moves are added up.
    static let interval = Duration.milliseconds(500)

    /// - Parameter left: `nil` for those whom no bucket held.
    static func move(from left: [Int?], to entered: [Int], modes: [ModeName], season: Int) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO rating_moves (mode, season, left_bucket, entered_bucket)
            SELECT mode, $1, left_bucket, entered_bucket
            FROM unnest($2::text[], $3::int4[], $4::int4[]) AS move(mode, left_bucket, entered_bucket)
            WHERE left_bucket IS DISTINCT FROM entered_bucket
            """, season, modes, left, entered)
    }

    /// Adds up moves, up to twenty thousand; of several replicas one does, the others do nothing. The rows affected are the
    /// buckets that changed: none when there was nothing to do.
    package static let fold = PostgresStatement(
        """
        WITH moved AS (
            DELETE FROM rating_moves WHERE id = ANY (ARRAY(
                SELECT id FROM rating_moves WHERE pg_try_advisory_xact_lock(hashtext('muster rating buckets'), 0)
                ORDER BY id LIMIT 20000))
            RETURNING mode, season, left_bucket, entered_bucket
        ), steps AS (
            SELECT mode, season, left_bucket AS bucket, -1 AS step FROM moved WHERE left_bucket IS NOT NULL
            UNION ALL
            SELECT mode, season, entered_bucket, 1 FROM moved
        )
        INSERT INTO rating_buckets (mode, season, level, bucket, players)
        SELECT mode, season, level, bucket >> (\(RankScale.bits) * level), sum(step)
        FROM steps, generate_series(0, \(RankScale.levels - 1)) AS level
        GROUP BY 1, 2, 3, 4 HAVING sum(step) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (mode, season, level, bucket) DO UPDATE SET players = rating_buckets.players + excluded.players
        """)

    /// A rank: one more than there are better players. `$1` mode, `$2` season, `$3` bucket, `$4` rating.
    ///
    /// Moves are found by their key, which forgets those that were added up sooner than the table does.
    package static let rank = """
        SELECT 1
            + (\(better(level: 2, within: nil))) + (\(better(level: 1, within: 2))) + (\(better(level: 0, within: 1)))
            + (SELECT coalesce(sum((entered_bucket > $3::int4)::int - coalesce(left_bucket > $3::int4, false)::int), 0)
               FROM rating_moves WHERE mode = $1 AND season = $2 AND id > 0)
            + (SELECT count(*) FROM ratings
               WHERE mode = $1 AND season = $2 AND matches > 0 AND bucket = $3::int4 AND rating > $4::float8)
            AS rank
        """

    /// SQL for how many players are in the better buckets of a level, of those that share the own one of a coarser level.
    private static func better(level: Int, within coarser: Int?) -> String {
        let own = "($3::int4 >> \(RankScale.bits * level))"
        let end = coarser.map { "AND bucket < (($3::int4 >> \(RankScale.bits * $0)) + 1) << \(RankScale.bits)" } ?? ""
        return """
            SELECT coalesce(sum(players), 0) FROM rating_buckets
            WHERE mode = $1 AND season = $2 AND level = \(level) AND bucket > \(own) \(end)
            """
    }
}
