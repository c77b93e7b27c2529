import Postgres
import TestKit
import Testing

@Suite("Migrations", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct MigratorTests {
    private static let first = Migration(
        version: 1, name: "players", sql: "CREATE TABLE players (id int8); CREATE INDEX ON players (id);")
    private static let second = Migration(
        version: 2, name: "names", sql: "ALTER TABLE players ADD COLUMN name text; INSERT INTO players VALUES (1, 'a')")

    @Test("What is due is applied once, in order, and told")
    func applies() async throws {
        try await TestDatabase.with { database in
            let old = Migrator(service: "auth", migrations: [Self.first])
            let new = Migrator(service: "auth", migrations: [Self.first, Self.second])
            #expect(try await old.migrate(database.configuration) == [Self.first])
            #expect(try await new.migrate(database.configuration) == [Self.second])
            #expect(try await new.migrate(database.configuration) == [])
            #expect(try await old.migrate(database.configuration) == [])
            let pool = PostgresPool(database.configuration)
            try await old.check(pool)
            try await new.check(pool)
            #expect(try await pool.query("SELECT name FROM players").count == 1)
            await pool.close()
        }
    }

    @Test("Many that run at once apply everything exactly once")
    func atOnce() async throws {
        try await TestDatabase.with { database in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await Migrator(service: "auth", migrations: [Self.first, Self.second])
                            .migrate(database.configuration).count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == 2)
        }
    }

    @Test("Services that share a database don't mind each other")
    func services() async throws {
        try await TestDatabase.with { database in
            let other = Migration(version: 1, name: "other", sql: "CREATE TABLE other (id int8)")
            let auth = try await Migrator(service: "auth", migrations: [Self.first]).migrate(database.configuration)
            let queue = try await Migrator(service: "queue", migrations: [other]).migrate(database.configuration)
            #expect(auth == [Self.first])
            #expect(queue == [other])
        }
    }

    @Test("A check says which versions are missing, also where nothing was ever applied")
    func missing() async throws {
        try await TestDatabase.with { database in
            let migrator = Migrator(service: "auth", migrations: [Self.first, Self.second])
            let pool = PostgresPool(database.configuration)
            #expect(await Self.failure { try await migrator.check(pool) } == .missing([1, 2]))
            _ = try await Migrator(service: "auth", migrations: [Self.first]).migrate(database.configuration)
            #expect(await Self.failure { try await migrator.check(pool) } == .missing([2]))
            await pool.close()
        }
    }

    @Test("SQL that was changed after its release is refused")
    func changed() async throws {
        try await TestDatabase.with { database in
            _ = try await Migrator(service: "auth", migrations: [Self.first]).migrate(database.configuration)
            let edited = Migration(version: 1, name: "players", sql: "CREATE TABLE players (id text)")
            let migrator = Migrator(service: "auth", migrations: [edited])
            let failure = await Self.failure { try await migrator.migrate(database.configuration) }
            #expect(failure == .changed(version: 1, name: "players"))
        }
    }

    @Test("A migration that fails undoes those before it")
    func atomic() async throws {
        try await TestDatabase.with { database in
            let broken = Migration(version: 2, name: "broken", sql: "CREATE TABLE more (id int8); SELECT nonsense")
            let migrator = Migrator(service: "auth", migrations: [Self.first, broken])
            guard
                case .failed(version: 2, let error) = await Self.failure({
                    try await migrator.migrate(database.configuration)
                })
            else {
                Issue.record("it should have failed with version 2")
                return
            }
            #expect(error.sqlState?.code == "42703")
            let pool = PostgresPool(database.configuration)
            let tables = try await pool.query("SELECT FROM pg_tables WHERE tablename IN ('players', 'more')")
            #expect(tables.isEmpty)
            await pool.close()
        }
    }

    @Test("Versions with a gap are refused before anything is asked of the database")
    func misnumbered() async {
        let migrator = Migrator(service: "auth", migrations: [Self.second])
        #expect(await Self.failure { try await migrator.migrate(PostgresConfiguration(url: "")) } == .misnumbered)
    }

    private static func failure(_ body: () async throws -> some Any) async -> MigrationError? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? MigrationError
        }
    }
}
