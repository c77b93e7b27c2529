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
                    Output.line("\n" + (try await boards.plans(mode)))
                }
                var around = (few: Samples(), many: Samples())
                var behind = (few: Samples(), many: Samples())
                var counted = Samples()
                for round in 0..<1200 {
                    let inFew = try await boards.timeOfPages(few, players: 10_000)
                    let inMany = try await boards.timeOfPages(many, players: 1_000_000)
                    // The first ones warm up.
                    guard round >= 200 else { continue }
                    around.few.add(inFew.around)
                    around.many.add(inMany.around)
                    behind.few.add(inFew.behind)
                    behind.many.add(inMany.behind)
                    if round % 20 == 0 { counted.add(try await boards.timeOfCounting(many)) }
                }
                return [
                    Self.milliseconds("leaderboard.around", around.many)
                        .compared(with: around.few.median?.inMilliseconds, "the same among 10,000 players"),
                    Self.milliseconds("leaderboard.page", behind.many)
                        .compared(with: behind.few.median?.inMilliseconds, "the same among 10,000 players"),
                    Self.milliseconds("leaderboard.counted", counted)
                        .compared(with: around.many.median?.inMilliseconds, "the page around a player"),
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
        var configuration = PostgresConfiguration(
            url: databaseURL + separator + "options=-csearch_path%3Dpg_temp", applicationName: "muster-bench",
            poolSize: 1, statementTimeout: .seconds(600))
        configuration.plansByIndex = true  // as results does
        let pool = PostgresPool(configuration)
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
        // Nobody vacuums and analyses temporary tables by himself.
        try await pool.query("TRUNCATE rating_moves")
        for table in ["ratings", "rating_buckets", "rating_moves"] { try await pool.query("ANALYZE \(table)") }
    }

    /// How Postgres finds the rank of the player in the middle, and the pages at his place.
    func plans(_ mode: ModeName) async throws -> String {
        let middle = try await pool.first(
            """
            SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY rating) AS rating, count(*) AS players FROM ratings
            WHERE mode = $1
            """, mode)
        guard let middle else { return "nobody" }
        let rating: Double = try middle.decode("rating")
        let bucket = RankScale.bucket(of: rating)
        let head = "among \(try middle.decode("players", as: Int.self)) players:"
        let place: [PostgresParameter] = [
            mode.postgresParameter, 0.postgresParameter, 11.postgresParameter, bucket.postgresParameter,
            rating.postgresParameter, "p1".postgresParameter,
        ]
        return [
            try await plan("rank \(head)", RatingBuckets.rank, [place[0], place[1], place[3], place[4]]),
            try await plan("page behind a place \(head)", LeaderboardStore.page, place),
            try await plan("page before a place \(head)", LeaderboardStore.pageAbove, place),
        ].joined(separator: "\n")
    }

    private func plan(_ name: String, _ sql: String, _ parameters: [PostgresParameter]) async throws -> String {
        let rows = try await pool.query(
            PostgresStatement("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) \(sql)", parameters: parameters))
        return ([name] + (try rows.map { try $0.decode(0, as: String.self) })).joined(separator: "\n")
    }

    /// The time of the page around a player, and of that which follows it.
    func timeOfPages(_ mode: ModeName, players: Int) async throws -> (around: Duration, behind: Duration) {
        let player = PlayerID("p\(Int.random(in: 1...players))")
        let begin = ContinuousClock.now
        let page = try await desk.page(GetLeaderboard(mode: mode, limit: 11, around: player))
        let turn = ContinuousClock.now
        guard page.entries.contains(where: { $0.playerID == player }) else {
            throw BenchFailure(description: "\(player) isn't on the page around him")
        }
        _ = try await desk.page(GetLeaderboard(mode: mode, limit: 20, after: page.next))
        let end = ContinuousClock.now
        return (turn - begin, end - turn)
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
