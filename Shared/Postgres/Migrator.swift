import Logging

/// Brings the schema of a service up to date and tells whether it is.
///
/// All that is due is applied in one transaction under an advisory lock, so that several may run at once: one does the
/// work, the others find it done. Versions that the database has and this release doesn't know are left alone, since an
/// older release must go on working beside a newer one.
public struct Migrator: Sendable {
    /// Whose schema it is.
    public let service: String
    private let migrations: [Migration]
    private let logger: Logger

    /// The migrations of `service`, in the order of their versions.
    public init(
        service: String, migrations: [Migration], logger: Logger = Logger(label: "muster.postgres.migrations")
    ) {
        self.service = service
        self.migrations = migrations
        self.logger = logger
    }

    /// Applies what is due and gives back what that was, in order; nothing when all was there.
    ///
    /// Waits without limit for another one at work and for its own statements.
    public func migrate(_ configuration: PostgresConfiguration) async throws(MigrationError) -> [Migration] {
        guard migrations.map(\.version) == Array(1..<(migrations.count + 1)) else { throw .misnumbered }
        var patient = configuration
        patient.poolSize = 1
        patient.statementTimeout = .zero
        patient.idleInTransactionTimeout = .zero
        let pool = PostgresPool(patient, logger: logger)
        let result: Result<[Migration], MigrationError>
        do {
            result = .success(try await pool.withTransaction { try await apply(in: $0) })
        } catch {
            result = .failure(Self.typed(error))
        }
        await pool.close()
        return try result.get()
    }

    /// Throws `.missing` or `.changed` unless everything that this release needs has been applied.
    public func check(_ session: some PostgresSession) async throws(MigrationError) {
        do {
            let due = try await Self.due(migrations, service, in: session)
            if !due.isEmpty { throw MigrationError.missing(due.map(\.version)) }
        } catch {
            throw Self.typed(error)
        }
    }

    private func apply(in transaction: PostgresTransaction) async throws -> [Migration] {
        // The lock first, alone: a statement sees only what was committed before it began.
        try await transaction.query(
            "SELECT pg_advisory_xact_lock(hashtext('muster migrations'), hashtext($1))", service)
        transaction.enqueue("SET LOCAL client_min_messages = warning")
        transaction.enqueue(
            """
            CREATE TABLE IF NOT EXISTS muster_migrations (
                service text NOT NULL, version int8 NOT NULL, name text NOT NULL, checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (service, version))
            """)
        let due = try await Self.due(migrations, service, in: transaction)
        for migration in due {
            do throws(PostgresError) {
                try await transaction.script(migration.sql)
                try await transaction.execute(
                    """
                    INSERT INTO muster_migrations (service, version, name, checksum)
                    VALUES ($1, $2, $3, encode(sha256(convert_to($4, 'UTF8')), 'hex'))
                    """, service, migration.version, migration.name, migration.sql)
            } catch {
                throw MigrationError.failed(version: migration.version, error)
            }
            logger.info(
                "migration applied",
                metadata: [
                    "service": "\(service)", "migration.version": "\(migration.version)",
                    "migration.name": "\(migration.name)",
                ])
        }
        return due
    }

    /// What of `migrations` has not been applied yet.
    private static func due(
        _ migrations: [Migration], _ service: String, in session: some PostgresSession
    ) async throws -> [Migration] {
        let rows: PostgresRows
        do throws(PostgresError) {
            rows = try await session.query(
                """
                SELECT wanted.version, applied.checksum IS NOT NULL AS present,
                    applied.checksum = encode(sha256(convert_to(wanted.sql, 'UTF8')), 'hex') AS same
                FROM unnest($2::int8[], $3::text[]) AS wanted(version, sql)
                LEFT JOIN muster_migrations AS applied ON applied.version = wanted.version AND applied.service = $1
                """, service, migrations.map(\.version), migrations.map(\.sql))
        } catch {
            guard error.sqlState == .undefinedTable else { throw error }
            return migrations
        }
        var due: Set<Int> = []
        for row in rows {
            let version = try row.decode("version", as: Int.self)
            if try !row.decode("present", as: Bool.self) {
                due.insert(version)
            } else if try !row.decode("same", as: Bool.self) {
                throw MigrationError.changed(version: version, name: migrations[version - 1].name)
            }
        }
        return migrations.filter { due.contains($0.version) }
    }

    private static func typed(_ error: any Error) -> MigrationError {
        switch error {
        case let error as MigrationError: error
        case let error as PostgresError: .failed(version: nil, error)
        default: .failed(version: nil, PostgresError(.misuse, "\(error)"))
        }
    }
}
