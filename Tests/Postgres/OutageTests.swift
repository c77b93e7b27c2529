import Glibc
import Postgres
import TestKit
import Testing
import Threads

@Suite("Outages", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct OutageTests {
    /// A private server and a pool of one connection on it.
    private static func withServer(
        _ change: @Sendable (inout PostgresConfiguration) -> Void = { _ in },
        _ body: @Sendable (PrivatePostgres, PostgresPool) async throws -> Void
    ) async throws {
        try await PrivatePostgres.with { server in
            var configuration = PostgresConfiguration.patient(url: server.url, poolSize: 1)
            change(&configuration)
            let pool = PostgresPool(configuration)
            try await pool.execute("CREATE TABLE t (id int8 PRIMARY KEY)")
            try await body(server, pool)
            await pool.close()
        }
    }

    private static func backend(_ session: some PostgresSession) async throws -> Int32 {
        try await session.query("SELECT pg_backend_pid()")[0].decode(0)
    }

    /// A table of which each insert makes the commit wait for ever.
    private static let slowCommit = """
        CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NULL; END $$;
        CREATE TABLE slow (id int8);
        CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION wait();
        """

    @Test("A crash in the midst of a transaction rolls it back, and with retry it succeeds on the restarted server")
    func crash() async throws {
        try await Self.withServer { server, pool in
            let runs = Locked(0)
            let lost = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    try await server.stop(SIGKILL)
                    try await transaction.execute("INSERT INTO t VALUES (2)")
                }
            }
            #expect(lost?.kind == .connectionLost)
            #expect(lost?.isRetriable == true)
            let refused = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(refused?.isUnavailable == true)
            try await server.start()
            try await eventually("the pool has reconnected") { pool.status.isReady }
            try await pool.withTransaction(retry: .whenRolledBack(attempts: 2)) { transaction in
                try await transaction.execute("INSERT INTO t VALUES (3)")
                let run = runs.withLock { runs in
                    runs += 1
                    return runs
                }
                if run == 1 { kill(try await Self.backend(transaction), SIGTERM) }
                try await transaction.query("SELECT pg_sleep(0.05)")
            }
            #expect(runs.withLock { $0 } == 2)
            #expect(try await pool.query("SELECT id FROM t").map { try $0.decode("id", as: Int.self) } == [3])
        }
    }

    @Test("A pool meets an outage with quick refusals and comes back by itself")
    func restart() async throws {
        try await Self.withServer { server, pool in
            try await server.stop(SIGINT)
            for _ in 0..<20 {
                let start = ContinuousClock.now
                let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                #expect(error?.isUnavailable == true)
                #expect(start.duration(to: .now) < .seconds(1))
            }
            #expect(pool.status.lastFailure != nil)
            #expect(!pool.status.isReady)
            try await server.start()
            try await eventually("the pool has reconnected") { pool.status.isReady }
            try await pool.check()
            #expect(pool.status.lastFailure == nil)
        }
    }

    @Test("A crash while the commit is under way leaves the outcome unknown", arguments: [SIGKILL, SIGTERM])
    func unknown(_ signal: Int32) async throws {
        try await Self.withServer { _, pool in
            try await pool.withTransaction { try await $0.script(Self.slowCommit) }
            let backend = OneShot<Int32>()
            let committing = Task {
                try await pool.withTransaction { transaction in
                    transaction.enqueue("INSERT INTO slow VALUES (1)")
                    backend.succeed(try await Self.backend(transaction))
                }
            }
            let pid = try await backend.value(within: .seconds(60))
            try await Self.untilCommitting(pool.configuration)
            kill(pid, signal)
            let error = await #expect(throws: PostgresError.self) { try await committing.value }
            #expect(error?.kind == .outcomeUnknown)
            #expect(error?.isRetriable == false)
        }
    }

    @Test("A batch whose own commit is interrupted is unknown; one interrupted before is known to be rolled back")
    func batches() async throws {
        try await Self.withServer { _, pool in
            try await pool.withTransaction { try await $0.script(Self.slowCommit) }
            let unknown = Task { try await pool.batch([PostgresStatement("INSERT INTO slow VALUES (1)")]) }
            kill(try await Self.untilCommitting(pool.configuration), SIGTERM)
            let first = await #expect(throws: PostgresError.self) { try await unknown.value }
            #expect(first?.kind == .outcomeUnknown)
            let rolledBack = Task { try await pool.batch([PostgresStatement("SELECT pg_sleep(600)")]) }
            kill(try await Self.untilCommitting(pool.configuration), SIGTERM)
            let second = await #expect(throws: PostgresError.self) { try await rolledBack.value }
            #expect(second?.kind == .connectionLost)
            #expect(second?.sqlState?.code == "57P01")
        }
    }

    @Test("A server that is frozen costs its users the statement timeout and two seconds, not more")
    func frozen() async throws {
        try await Self.withServer({ $0.statementTimeout = .seconds(1) }) { _, pool in
            let pid = try await Self.backend(pool)
            kill(pid, SIGSTOP)
            let start = ContinuousClock.now
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.kind == .outcomeUnknown)
            #expect((.seconds(3)...(.seconds(5))).contains(start.duration(to: .now)))
            try await pool.check()
            kill(pid, SIGCONT)
        }
    }

    /// Waits until a backend sleeps within `pg_sleep`, and gives back its process.
    @discardableResult
    private static func untilCommitting(_ configuration: PostgresConfiguration) async throws -> Int32 {
        let observer = PostgresPool(configuration)
        let found = OneShot<Int32>()
        try await eventually("a backend sleeps") {
            let row = try await observer.first("SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            if let row { found.succeed(try row.decode("pid")) }
            return row != nil
        }
        await observer.close()
        return try await found.value()
    }
}
