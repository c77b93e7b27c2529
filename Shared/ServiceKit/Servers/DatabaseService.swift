import Postgres
import ServiceLifecycle

/// Keeps a pool open until all that uses it has ended: stands before them in the list of services.
public struct DatabaseService: Service {
    private let pool: PostgresPool

    public init(_ pool: PostgresPool) {
        self.pool = pool
    }

    public func run() async throws {
        do {
            try await gracefulShutdown()
        } catch is CancellationError {}
        await pool.close()
    }

    /// Makes readiness depend on the database and on its schema.
    public static func register(_ pool: PostgresPool, _ migrator: Migrator, in readiness: Readiness) {
        readiness.register("database") {
            do throws(PostgresError) {
                try await pool.check()
            } catch {
                throw NotReady("the database doesn't answer")
            }
            do throws(MigrationError) {
                try await migrator.check(pool)
            } catch {
                switch error {
                case .missing: throw NotReady("the schema is older than this release: run migrate")
                case .changed: throw NotReady("the schema was made by another release")
                case .misnumbered, .failed: throw NotReady("the schema can't be checked")
                }
            }
        }
    }
}
