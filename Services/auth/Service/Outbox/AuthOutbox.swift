import Contracts
import Cryptography
import Postgres
import Threads

/// Events that are committed together with what they tell of, and published afterwards.
struct AuthOutbox: Sendable {
    private let bell: AsyncStream<Void>.Continuation
    /// Rings when something may be waiting to be published; rings that nobody heard merge into one.
    let rings: AsyncStream<Void>

    init() {
        (rings, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Commits an event with the transaction.
    func append<Told: AuthEvent>(_ event: Told, to transaction: PostgresTransaction) throws(PostgresError) {
        transaction.enqueue(
            "INSERT INTO outbox (event_id, type, subject, data) VALUES ($1, $2, $3, $4)",
            SecureRandom.token(byteCount: 16), Told.type, event.subject, try PostgresParameter.json(event))
    }

    /// Publishes soon what has been committed. Without it, the relay finds it by itself a little later.
    func wake() {
        bell.yield()
    }
}
