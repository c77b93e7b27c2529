import Contracts
import Postgres
import RatingsCore
import TestKit
import Testing
import Threads
import Tracing

@testable import ResultsService

@Suite("Reports that share a transaction", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct ReportBatchTests {
    /// Occupies both workers by matches whose rows somebody holds, lets reports come, and then lets all of them go on.
    private func gathered(
        _ results: IntakeFixture, _ reports: [ReportMatch], tracedBy trace: @escaping @Sendable (Int) -> TraceContext
    ) async throws -> [Result<Done, any Error>] {
        let held = [Confirmations.duel(Confirmations.id(901)), Confirmations.duel(Confirmations.id(902))]
        for match in held { try await results.desk.confirm(match) }
        let (isHeld, released) = (OneShot<Void>(), OneShot<Void>())
        return try await withThrowingTaskGroup(of: (Int, Result<Done, any Error>)?.self) { group in
            group.addTask {
                try await results.pool.withTransaction { transaction in
                    try await transaction.query(
                        "SELECT FROM matches WHERE match_id = ANY ($1::text[]) FOR UPDATE", held.map(\.matchID))
                    isHeld.succeed(())
                    while released.result == nil { try await transaction.query("SELECT pg_sleep(0.02)") }
                }
                return nil
            }
            // Whatever happens, nobody is kept.
            defer { released.succeed(()) }
            try await isHeld.value(within: .seconds(30))
            for (index, match) in held.enumerated() {
                group.addTask {
                    _ = try await results.desk.report(Confirmations.report(match))
                    return nil
                }
                // One after the other: they would share a worker else.
                try await eventually("a worker waits") {
                    try await results.pool.first(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """)?.decode(0, as: Int.self) == index + 1
                }
            }
            for (index, report) in reports.enumerated() {
                group.addTask {
                    var context = ServiceContext.topLevel
                    context.traceContext = trace(index)
                    return await ServiceContext.withValue(context) {
                        do {
                            return (index, .success(try await results.desk.report(report)))
                        } catch {
                            return (index, .failure(error))
                        }
                    }
                }
            }
            try await eventually("all others have come") { results.desk.reports.waitingCount == reports.count }
            released.succeed(())
            var answers: [Int: Result<Done, any Error>] = [:]
            for try await case let (index, answer)? in group { answers[index] = answer }
            return try reports.indices.map { try #require(answers[$0]) }
        }
    }

    private static func code(_ answer: Result<Done, any Error>) -> Refusal.Code? {
        if case .failure(let refusal as Refusal) = answer { refusal.code } else { nil }
    }

    @Test("Each gets its own answer; a player of several of the matches is rated by one after the other")
    func answers() async throws {
        try await IntakeFixture.with { results in
            // Ada plays in all of them, in two modes.
            let matches = (0..<30).map { number in
                var match = Confirmations.duel(Confirmations.id(number), nicknames: ["ada", "rival\(number)"])
                match.mode = number % 3 == 0 ? "other" : "duel"
                return match
            }
            for match in matches { try await results.desk.confirm(match) }
            _ = try await results.desk.report(Confirmations.report(matches[0]))
            var reports = matches.map { Confirmations.report($0) }  // the first once more
            reports[1] = Confirmations.report(matches[1], by: Confirmations.otherServer)
            reports[2].outcome.removeLast()
            reports[3] = Confirmations.report(matches[0], placements: [2, 1])
            reports[4] = Confirmations.report(Confirmations.duel(Confirmations.id(800)))
            let traces = reports.map { _ in TraceContext.random() }
            let answers = try await gathered(results, reports) { traces[$0] }
            #expect(answers.prefix(5).map(Self.code) == [nil, .forbidden, .invalid, .conflict, .notFound])
            #expect(answers.dropFirst(5).allSatisfy { Self.code($0) == nil })

            for mode in ["duel", "other"] {
                let played = matches.indices.filter { matches[$0].mode.rawValue == mode && ($0 == 0 || $0 > 4) }
                var changes: [Int: RatingChanged.Change] = [:]
                for index in played {
                    let row = try await results.pool.first(
                        "SELECT data, traceparent FROM outbox WHERE subject = $1 AND type = $2", matches[index].matchID,
                        RatingChanged.type)
                    let data = try #require(try row?.decode("data", as: String.self))
                    let told = try VerbatimJSON.decode(RatingChanged.self, from: .init(data.utf8))
                    changes[told.changes[0].matches] = told.changes[0]
                    guard index > 4 else { continue }
                    #expect(try row?.decode("traceparent", as: String?.self) == traces[index].traceParentHeaderValue)
                }
                // Each began where the one before had ended.
                #expect(changes.keys.sorted() == Array(1...played.count))
                for number in 2...played.count { #expect(changes[number]?.before == changes[number - 1]?.after) }
                let rating = try #require(try await results.ratings(of: "pada").first { $0.mode.rawValue == mode })
                #expect(rating.matches == played.count && rating.mu == changes[played.count]?.after.mu)
            }
            try await results.fold()
            let counted = try await results.pool.query(
                "SELECT level, sum(players)::int8 AS players FROM rating_buckets GROUP BY level ORDER BY level")
            let players = try await results.pool.first("SELECT count(*) FROM ratings")?.decode(0, as: Int.self)
            for row in counted { #expect(try row.decode("players", as: Int.self) == players) }
        }
    }

    @Test("One that can't be stored fails alone")
    func unlucky() async throws {
        try await IntakeFixture.with { results in
            let matches = (0..<10).map { Confirmations.duel(Confirmations.id($0)) }
            for match in matches { try await results.desk.confirm(match) }
            try await results.pool.withTransaction { transaction in
                try await transaction.script(
                    """
                    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$;
                    CREATE TRIGGER refuse BEFORE UPDATE ON matches FOR EACH ROW
                        WHEN (NEW.match_id = '\(Confirmations.id(4))') EXECUTE FUNCTION refuse();
                    """)
            }
            let answers = try await gathered(results, matches.map { Confirmations.report($0) }) { _ in .random() }
            for (index, answer) in answers.enumerated() {
                if case .failure(let error) = answer {
                    #expect(index == 4 && error is PostgresError, "\(error)")
                } else {
                    #expect(index != 4)
                }
            }
            let told = try await results.events().filter { $0.hasPrefix(MatchResultRecorded.type) }
            #expect(told.count == 9 + 2)
            #expect(!told.contains { $0.contains(Confirmations.id(4)) })
        }
    }

    /// Nobody analyses these tables before a minute has passed: a plan that goes by statistics would read all of them.
    @Test("What a result reads doesn't grow with the players and matches that are there")
    func reads() async throws {
        let count = 300
        try await ResultsStage.with { stage in
            let confirmations = (0..<count).map { number in
                Confirmations.duel(Confirmations.id(number), nicknames: ["a\(number)", "b\(number)"])
            }
            try await stage.run { client, events in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for confirmation in confirmations {
                        group.addTask {
                            try await events.publish(
                                confirmation, id: "confirmed.\(confirmation.matchID)", time: confirmation.createdAt)
                            // Those that aren't known yet are asked of the queue, which knows none.
                            try await eventually("the result counts") {
                                let answer = try await client.call(
                                    Confirmations.report(confirmation), deadline: .seconds(20))
                                if case .success = answer { return true } else { return false }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let pool = PostgresPool(stage.database.configuration)
            let rows = try await pool.query(
                """
                SELECT relname, (seq_tup_read + coalesce((SELECT sum(idx_tup_read)::int8 FROM pg_stat_user_indexes AS i
                    WHERE i.relid = t.relid), 0)) / \(count) AS reads FROM pg_stat_user_tables AS t
                """)
            for row in rows {
                let (table, reads): (String, Int) = (try row.decode("relname"), try row.decode("reads"))
                #expect(reads < 50, "\(reads) rows of \(table) are read for each result")
            }
            await pool.close()
        }
    }
}
