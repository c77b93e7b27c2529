import Foundation
import Postgres
import Testing

@testable import AuthService
@testable import QueueService
@testable import ResultsService

/// A service's schema in all the versions that it ever had, and rows as each version has stored them.
struct StoredSchema: Sendable, CustomTestStringConvertible {
    let service: String
    let migrations: [Migration]

    static let all = [
        StoredSchema(service: "auth", migrations: AuthMigrations.all),
        StoredSchema(service: "queue", migrations: QueueMigrations.all),
        StoredSchema(service: "results", migrations: ResultsMigrations.all),
    ]

    var latest: Int { migrations.count }
    var testDescription: String { service }

    func migrator(to version: Int) -> Migrator {
        Migrator(service: service, migrations: Array(migrations.prefix(version)))
    }

    /// Inserts what was stored by the releases up to this version. Theirs are the statements of
    /// `Tests/Golden/Rows/<service>.<version>.sql`,
    /// each written for its own version; those of an older one must go on working, since old replicas do.
    func insertRows(upTo version: Int, _ pool: PostgresPool) async throws {
        for version in 1...max(1, version) {
            let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("../Golden/Rows/\(service).\(version).sql").standardizedFileURL
            guard FileManager.default.fileExists(atPath: file.path) else { continue }
            let sql = try String(contentsOf: file, encoding: .utf8)
            try await pool.withTransaction { try await $0.script(sql) }
        }
    }

    /// The names of the tables, without the list of migrations.
    static func tables(_ pool: PostgresPool) async throws -> [String] {
        try await pool.query(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'muster_migrations' ORDER BY 1
            """
        ).map { try $0.decode(0) }
    }

    /// `table.column type`, and whether a row may be inserted without naming it.
    static func columns(_ pool: PostgresPool) async throws -> [String: Column] {
        let rows = try await pool.query(
            """
            SELECT table_name, table_name || '.' || column_name AS name, data_type,
                is_nullable = 'YES' OR column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS' AS free
            FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'muster_migrations'
            """)
        var columns: [String: Column] = [:]
        for row in rows {
            columns[try row.decode("name")] = Column(
                table: try row.decode("table_name"), type: try row.decode("data_type"), isFree: try row.decode("free"))
        }
        return columns
    }

    struct Column: Hashable {
        var table: String
        var type: String
        /// Needs no value.
        var isFree: Bool
    }
}
