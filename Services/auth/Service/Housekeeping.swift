import AccountsCore
import Messaging
import Postgres

/// Forgets what no longer counts: dead sessions, old failures, events that have long been published.
struct Housekeeping: Sendable {
    let pool: PostgresPool
    let rules: AuthRules

    /// How long a published event is kept, for whoever wonders whether it was.
    static let eventsKept = Duration.seconds(3600)

    /// One replica at a time; a second one that comes meanwhile does nothing.
    func sweep() async throws {
        try await pool.withTransaction { transaction in
            let row = try await transaction.first("SELECT pg_try_advisory_xact_lock(hashtext('muster-auth sweep'))")
            guard try row?.decode(0, as: Bool.self) == true else { return }
            transaction.enqueue(SessionStore(life: rules.life).expiry())
            transaction.enqueue(FailureStore(throttle: rules.throttle).expiry())
            transaction.enqueue(Outbox.purge(sentBefore: Self.eventsKept))
        }
    }
}
