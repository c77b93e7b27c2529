import Foundation
import Postgres
import TestKit
import Testing

/// Schemas grow, and nothing that an older release does with them stops working.
@Suite("Schemas of all versions", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct SchemaTests {
    /// Makes a database of a schema's version, and gives its pool to `body`.
    private func with(
        _ schema: StoredSchema, version: Int,
        _ body: @escaping @Sendable (PostgresPool, PostgresConfiguration) async throws -> Void
    ) async throws {
        try await TestDatabase.with { database in
            if version > 0 { _ = try await schema.migrator(to: version).migrate(database.configuration) }
            let pool = PostgresPool(database.configuration)
            let outcome: Result<Void, any Error>
            do { outcome = .success(try await body(pool, database.configuration)) } catch { outcome = .failure(error) }
            await pool.close()
            try outcome.get()
        }
    }

    @Test("An empty database gets the latest version, at once or step by step", arguments: StoredSchema.all)
    func empty(schema: StoredSchema) async throws {
        try await with(schema, version: 0) { atOnce, configuration in
            let applied = try await schema.migrator(to: schema.latest).migrate(configuration)
            #expect(applied.map(\.version) == Array(1...schema.latest))
            try await with(schema, version: 0) { stepwise, configuration in
                for version in 1...schema.latest {
                    #expect(try await schema.migrator(to: version).migrate(configuration).map(\.version) == [version])
                }
                let columns = (try await StoredSchema.columns(atOnce), try await StoredSchema.columns(stepwise))
                #expect(columns.0 == columns.1)
            }
        }
    }

    @Test(
        "Each earlier version with rows becomes the latest, and its rows are there as they were",
        arguments: StoredSchema.all)
    func rows(schema: StoredSchema) async throws {
        for version in 1...schema.latest {
            try await with(schema, version: version) { pool, configuration in
                try await schema.insertRows(upTo: version, pool)
                let tables = try await StoredSchema.tables(pool)
                var before: [String: [String]] = [:]
                for table in tables {
                    before[table] = try await pool.query("SELECT to_jsonb(t)::text FROM \(table) t").map {
                        try $0.decode(0)
                    }
                    #expect(
                        before[table]?.isEmpty == false, "\(schema.service) \(version): \(table) has no rows: add some")
                }
                _ = try await schema.migrator(to: schema.latest).migrate(configuration)
                for table in tables {
                    // New columns apart, a row is the same.
                    let lost = try await pool.query(
                        """
                        SELECT old FROM unnest($1::text[]) old
                        WHERE NOT EXISTS (SELECT FROM \(table) t WHERE to_jsonb(t) @> old::jsonb)
                        """, before[table] ?? [])
                    #expect(lost.isEmpty, "\(schema.service) \(version): rows of \(table) are lost or changed")
                }
            }
        }
    }

    @Test("An older release finds all that it knows, and may leave out what it doesn't", arguments: StoredSchema.all)
    func expandOnly(schema: StoredSchema) async throws {
        for version in 1..<max(2, schema.latest) {
            try await with(schema, version: version) { pool, configuration in
                let before = try await StoredSchema.columns(pool)
                let tables = Set(before.values.map(\.table))
                _ = try await schema.migrator(to: schema.latest).migrate(configuration)
                let after = try await StoredSchema.columns(pool)
                for (name, column) in before {
                    #expect(
                        after[name]?.type == column.type, "\(schema.service) \(version): \(name) is gone or another")
                    #expect(
                        !column.isFree || after[name]?.isFree == true, "\(schema.service): \(name) now wants a value")
                }
                for (name, column) in after where before[name] == nil && tables.contains(column.table) {
                    #expect(column.isFree, "\(schema.service): an older release doesn't write \(name)")
                }
                // The statements of the older releases, on the schema of the newest.
                try await schema.insertRows(upTo: version, pool)
                // And an older release starts on it.
                try await schema.migrator(to: version).check(pool)
                #expect(try await schema.migrator(to: version).migrate(configuration) == [])
            }
        }
    }
}
