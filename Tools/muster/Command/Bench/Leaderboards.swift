import Contracts
import Load
import Postgres
import RatingsCore
import ResultsService
import Threads

extension BenchCase {
    /// Pages around some player on a small and on a big board, by turns.
    static let leaderboards = BenchCase(
        name: "leaderboard", summary: "the time of one page around a player among 1,000,000, and among 10,000",
        run: { target in
            try await LeaderboardBoards.with(of: target.databaseURL) { boards in
                let (few, many) = (ModeName("few"), ModeName("many"))
                try await boards.fill(few, players: 10_000)
                try await boards.fill(many, players: 1_000_000)
                for mode in [few, many] {
                    Output.line("\n" + (try await boards.plan(mode)))
                }
                var times = (few: Samples(), many: Samples(), counted: Samples())
                for round in 0..<1200 {
                    let inFew = try await boards.timeOfPage(few, players: 10_000)
                    let inMany = try await boards.timeOfPage(many, players: 1_000_000)
                    // The first ones warm up.
                    guard round >= 200 else { continue }
                    times.few.add(inFew)
                    times.many.add(inMany)
                    if round % 20 == 0 { times.counted.add(try await boards.timeOfCounting(many)) }
                }
                return [
                    Self.milliseconds("leaderboard.around", times.many)
                        .compared(with: times.few.median?.inMilliseconds, "the same among 10,000 players"),
                    Self.milliseconds("leaderboard.counted", times.counted)
                        .compared(with: times.many.median?.inMilliseconds, "the page around a player"),
                ]
            }
        })
}

/// Leaderboards as results makes them, in temporary tables, which go with the connection.
private struct LeaderboardBoards: Sendable {
    let pool: PostgresPool
    let desk: LeaderboardDesk

    static func with<Result: Sendable>(
        of databaseURL: String, _ body: @Sendable (LeaderboardBoards) async throws -> Result
    ) async throws -> Result {
        let separator = databaseURL.contains("?") ? "&" : "?"
        let pool = PostgresPool(
            PostgresConfiguration(
                url: databaseURL + separator + "options=-csearch_path%3Dpg_temp", applicationName: "muster-bench",
                poolSize: 1, statementTimeout: .seconds(600)))
        let result: Swift.Result<Result, any Error>
        do {
            for migration in ResultsMigrations.all {
                try await pool.withTransaction { try await $0.script(migration.sql) }
            }
            result = .success(try await body(LeaderboardBoards(pool: pool, desk: LeaderboardDesk(pool: pool))))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        return try result.get()
    }

    /// Ratings as they are after many matches: about normal, with a crowd of newcomers who share some few.
    func fill(_ mode: ModeName, players: Int) async throws {
        try await pool.query(
            """
            WITH drawn AS (
                SELECT n, CASE WHEN n % 5 = 0 THEN (ARRAY[-1.8333, 3.4376, 1.0217])[1 + n / 5 % 3]
                    ELSE 12 + 7 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) END AS rating
                FROM generate_series(1, $2::int4) AS n)
            INSERT INTO ratings (player_id, mode, season, nickname, mu, sigma, rating, bucket, matches)
            SELECT 'p' || n, $1, 0, 'player ' || n, rating + 3, 1, rating,
                least(greatest(floor(rating * 1000) + 131072, 0), 262143), 10 FROM drawn
            """, mode, players)
        try await pool.query(
            """
            INSERT INTO rating_moves (mode, season, entered_bucket) SELECT mode, season, bucket FROM ratings
            WHERE mode = $1
            """, mode)
        while try await pool.query(RatingBuckets.fold).affected > 0 {}
        // Nobody does this for temporary tables by himself.
        for table in ["ratings", "rating_buckets", "rating_moves"] { try await pool.query("ANALYZE \(table)") }
    }

    /// How Postgres finds the rank of the player in the middle.
    func plan(_ mode: ModeName) async throws -> String {
        let middle = try await pool.first(
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rating) AS rating, count(*) AS players FROM ratings
            WHERE mode = $1
            """, mode)
        guard let middle else { return "nobody" }
        let rating: Double = try middle.decode("rating")
        let rows = try await pool.query(
            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) \(RatingBuckets.rank)", mode, 0, RankScale.bucket(of: rating),
            rating)
        let lines = try rows.map { try $0.decode(0, as: String.self) }
        return "rank among \(try middle.decode("players", as: Int.self)) players:\n" + lines.joined(separator: "\n")
    }

    func timeOfPage(_ mode: ModeName, players: Int) async throws -> Duration {
        let player = PlayerID("p\(Int.random(in: 1...players))")
        let begin = ContinuousClock.now
        let page = try await desk.page(GetLeaderboard(mode: mode, limit: 11, around: player))
        let time = ContinuousClock.now - begin
        guard page.entries.contains(where: { $0.playerID == player }) else {
            throw BenchFailure(description: "\(player) isn't on the page around him")
        }
        return time
    }

    /// What a rank takes without buckets.
    func timeOfCounting(_ mode: ModeName) async throws -> Duration {
        let rating = Double.random(in: 0...24)
        let begin = ContinuousClock.now
        try await pool.query(
            "SELECT count(*) FROM ratings WHERE mode = $1 AND season = 0 AND matches > 0 AND rating > $2", mode, rating)
        return .now - begin
    }
}
