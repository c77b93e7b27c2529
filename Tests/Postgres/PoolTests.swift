import Postgres
import TestKit
import Testing
import Threads

@Suite("The pool", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct PoolTests {
    @Test("Many tasks share a few connections")
    func shared() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<500 { group.addTask { try await pool.first("SELECT $1::int8", number)?.decode(0) } }
                var sum = 0
                for try await number in group { sum += number ?? 0 }
                #expect(sum == 500 * 499 / 2)
            }
            let status = pool.status
            #expect(status.lent == 0)
            #expect((1...4).contains(status.idle))
            #expect(status.isReady)
            await pool.close()
        }
    }

    @Test("Who finds all connections in use is refused at the deadline, and one who is cancelled leaves at once")
    func busy() async throws {
        try await TestDatabase.with { database in
            var configuration = database.configuration
            configuration.poolSize = 1
            configuration.acquireTimeout = .seconds(2)
            let pool = PostgresPool(configuration)
            try await pool.withConnection { _ in
                let start = ContinuousClock.now
                let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
                #expect(error?.isUnavailable == true)
                #expect((.seconds(2)...(.seconds(3))).contains(start.duration(to: .now)))
                let waiting = Task { try await pool.query("SELECT 1") }
                waiting.cancel()
                let cancelled = await #expect(throws: PostgresError.self) { try await waiting.value }
                #expect(cancelled?.message.contains("cancelled") == true)
            }
            #expect(try await pool.first("SELECT 1")?.decode(0) == 1)
            await pool.close()
        }
    }

    @Test("A closing pool waits for what is lent and refuses what comes")
    func closing() async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            let entered = OneShot<Void>()
            let leave = OneShot<Void>()
            let user = Task {
                try await pool.withTransaction { transaction in
                    entered.succeed(())
                    try await leave.value()
                    return try await transaction.first("SELECT 1")?.decode(0, as: Int.self)
                }
            }
            try await entered.value(within: .seconds(30))
            let closing = Task { await pool.close() }
            try await eventually("the pool is closing") { pool.status.isClosing }
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.isUnavailable == true)
            leave.succeed(())
            #expect(try await user.value == 1)
            await closing.value
        }
    }

    @Test("A wrong password and a port where nobody listens are unavailable, and say why")
    func unreachable() async throws {
        let refused = PostgresPool(PostgresConfiguration(url: "postgresql://u:p@127.0.0.1:1/none"))
        let first = await #expect(throws: PostgresError.self) { try await refused.query("SELECT 1") }
        #expect(first?.isUnavailable == true)
        #expect(refused.status.lastFailure?.contains("refused") == true)
        #expect(!refused.status.isReady)
        let wrong = PostgresPool(PostgresConfiguration(url: "nonsense://x"))
        let second = await #expect(throws: PostgresError.self) { try await wrong.check() }
        #expect(second?.isUnavailable == true)
        await refused.close()
        await wrong.close()
    }

    @Test("An idle connection that the server closed is replaced without anybody noticing")
    func replaced() async throws {
        try await TestDatabase.with { database in
            var configuration = database.configuration
            configuration.poolSize = 1
            let pool = PostgresPool(configuration)
            let other = PostgresPool(configuration)
            for _ in 0..<3 {
                let backend: Int? = try await pool.first("SELECT pg_backend_pid()")?.decode(0)
                try await other.query("SELECT pg_terminate_backend($1)", backend)
                try await eventually("the backend is gone") {
                    try await other.query("SELECT FROM pg_stat_activity WHERE pid = $1", backend).isEmpty
                }
                try await pool.withTransaction { try await $0.execute("CREATE TABLE IF NOT EXISTS t (a int8)") }
            }
            await pool.close()
            await other.close()
        }
    }
}
