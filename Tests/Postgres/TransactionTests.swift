import Postgres
import TestKit
import Testing

private struct Whim: Error {}

@Suite("Transactions", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct TransactionTests {
    /// A database with an empty table `t (id int8 primary key, v int8)`.
    private static func withPool(_ body: @Sendable (PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            try await pool.execute("CREATE TABLE t (id int8 PRIMARY KEY, v int8 NOT NULL DEFAULT 0)")
            try await body(pool)
            await pool.close()
        }
    }

    private static func count(_ session: some PostgresSession) async throws -> Int? {
        try await session.first("SELECT count(*) FROM t")?.decode(0)
    }

    @Test("A body that returns commits, one that throws rolls back and its error comes out")
    func commitAndRollback() async throws {
        try await Self.withPool { pool in
            let value = try await pool.withTransaction { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1)")
                #expect(try await Self.count(pool) == 0)
                return 7
            }
            #expect(value == 7)
            #expect(try await Self.count(pool) == 1)
            await #expect(throws: Whim.self) {
                try await pool.withTransaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (2)")
                    throw Whim()
                }
            }
            #expect(try await Self.count(pool) == 1)
        }
    }

    @Test("What is queued goes with the next statement or with the commit, also without any other")
    func queued() async throws {
        try await Self.withPool { pool in
            try await pool.withTransaction { transaction in
                transaction.enqueue("INSERT INTO t VALUES ($1)", 1)
                let count = try await Self.count(transaction)
                #expect(count == 1)
                transaction.enqueue("INSERT INTO t VALUES ($1)", 2)
            }
            try await pool.withTransaction { $0.enqueue("INSERT INTO t VALUES ($1)", 3) }
            #expect(try await Self.count(pool) == 3)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { transaction in
                    transaction.enqueue("INSERT INTO t VALUES (4)")
                    transaction.enqueue("INSERT INTO t VALUES (1)")
                }
            }
            #expect(error?.isUniqueViolation == true)
            #expect(try await Self.count(pool) == 3)
        }
    }

    @Test("An error that the body swallows doesn't pass for a commit")
    func swallowed() async throws {
        try await Self.withPool { pool in
            let careless = {
                try await pool.withTransaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    await #expect(throws: PostgresError.self) {
                        try await transaction.execute("INSERT INTO t VALUES (1)")
                    }
                }
            }
            let error = await #expect(throws: PostgresError.self) { try await careless() }
            #expect(error?.kind == .rolledBack)
            let count = try await Self.count(pool)
            #expect(count == 0)
        }
    }

    @Test("An empty transaction asks nothing of the server, and one that is over takes nothing more")
    func emptyAndOver() async throws {
        try await Self.withPool { pool in
            let transaction = try await pool.withTransaction { $0 }
            let error = await #expect(throws: PostgresError.self) { try await transaction.query("SELECT 1") }
            #expect(error?.kind == .misuse)
            #expect(try await Self.count(pool) == 0)
        }
    }

    @Test("A read-only transaction refuses to write")
    func readOnly() async throws {
        try await Self.withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction(PostgresTransactionOptions(isReadOnly: true)) { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                }
            }
            #expect(error?.sqlState?.code == "25006")
        }
    }

    @Test("Two that can't be brought into an order: one fails retriably, and with retry both happen")
    func serialization() async throws {
        try await Self.withPool { pool in
            try await pool.execute("INSERT INTO t VALUES (1, 0)")
            let serializable = PostgresTransactionOptions(isolation: .serializable)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await pool.withTransaction(serializable, retry: .whenRolledBack(attempts: 100)) {
                                transaction in
                                let value: Int? = try await transaction.first("SELECT v FROM t WHERE id = 1")?.decode(
                                    "v")
                                try await transaction.execute("UPDATE t SET v = $1 WHERE id = 1", (value ?? 0) + 1)
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.first("SELECT v FROM t")?.decode("v") == 40)
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction(serializable) { first in
                    let value: Int? = try await first.first("SELECT v FROM t WHERE id = 1")?.decode("v")
                    try await pool.execute("UPDATE t SET v = 0 WHERE id = 1")
                    try await first.execute("UPDATE t SET v = $1 WHERE id = 1", value ?? 0)
                }
            }
            #expect(error?.sqlState == .serializationFailure)
            #expect(error?.isRetriable == true)
        }
    }

    @Test("A transaction left open on a held connection is rolled back when it is given back")
    func leftOpen() async throws {
        try await Self.withPool { pool in
            try await pool.withConnection { connection in
                try await connection.query("BEGIN")
                try await connection.execute("INSERT INTO t VALUES (1)")
            }
            #expect(try await Self.count(pool) == 0)
        }
    }

    @Test("A transaction that idles past its limit is ended by the server; without a setting the role's limit stands")
    func idling() async throws {
        try await TestDatabase.with { database in
            let administrator = PostgresPool(database.configuration)
            try await administrator.execute(
                "ALTER DATABASE \(try await Self.name(administrator)) SET idle_in_transaction_session_timeout = '77s'")
            let inherited = PostgresPool(database.configuration)
            let shown = try await inherited.first("SHOW idle_in_transaction_session_timeout")
            #expect(try shown?.decode(0) == "77s")
            var configuration = database.configuration
            configuration.idleInTransactionTimeout = .milliseconds(50)
            let strict = PostgresPool(configuration)
            let error = await #expect(throws: PostgresError.self) {
                try await strict.withTransaction { transaction in
                    let backend: Int? = try await transaction.first("SELECT pg_backend_pid()")?.decode(0)
                    try await eventually("the server has ended the session") {
                        try await administrator.query("SELECT FROM pg_stat_activity WHERE pid = $1", backend).isEmpty
                    }
                    try await transaction.query("SELECT 1")
                }
            }
            #expect(error?.kind == .connectionLost)
            for pool in [administrator, inherited, strict] { await pool.close() }
        }
    }

    private static func name(_ session: some PostgresSession) async throws -> String {
        try await session.query("SELECT current_database()")[0].decode(0)
    }
}
