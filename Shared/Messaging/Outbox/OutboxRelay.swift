import Contracts
import Logging
import Metrics
import Postgres
import ServiceLifecycle

/// Publishes what an ``Outbox`` holds, any number of replicas at once.
///
/// ```
///  ring, or once a second
///    └─▶ BEGIN ─▶ advisory lock of the partition ─▶ unsent rows in order ─▶ publish, confirmed ─▶ mark ─▶ COMMIT
/// ```
/// The lock lives as long as the transaction, so a relay that dies or freezes leaves nothing behind: the server ends its
/// transaction (`idle_in_transaction_session_timeout`), and the next relay sends again what wasn't marked.
public struct OutboxRelay: Service {
    /// Publishes one event and returns when the broker has confirmed it.
    public typealias Publish = @Sendable (OutboxEvent) async throws -> Void

    private let outbox: Outbox
    private let pool: PostgresPool
    private let publish: Publish
    private let pollInterval: Duration
    private let logger: Logger
    private let sent = Counter(label: "muster_outbox_sent_total")
    private let failed = Counter(label: "muster_outbox_failures_total")
    private let waiting = Gauge(label: "muster_outbox_waiting")

    /// No more than this is published under one lock.
    private static let batchLimit = 256

    /// - Parameters:
    ///   - pool: better one of the relay's own, since a connection is held while the broker confirms.
    ///   - pollInterval: how soon is found what nobody rang for.
    public init(
        _ outbox: Outbox, pool: PostgresPool, pollInterval: Duration = .seconds(1),
        logger: Logger = Logger(label: "muster.outbox"), publish: @escaping Publish
    ) {
        self.outbox = outbox
        self.pool = pool
        self.pollInterval = pollInterval
        self.logger = logger
        self.publish = publish
    }

    /// Relays until shutdown, then once more all that there is.
    public func run() async throws {
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (partition, bell) in outbox.bells.enumerated() {
                    group.addTask { for await _ in bell.rings { await relay(partition) } }
                }
                group.addTask { try await poll() }
                outbox.wakeAll()
                try await group.waitForAll()
            }
        } onGracefulShutdown: {
            outbox.finish()
        }
    }

    private func poll() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: pollInterval)
                    await ringWhereSomethingWaits()
                }
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {}
    }

    private func ringWhereSomethingWaits() async {
        do {
            let rows = try await pool.query(
                "SELECT partition, count(*) AS waiting FROM outbox WHERE sent_at IS NULL GROUP BY partition")
            var sum = 0
            for row in rows {
                sum += try row.decode("waiting", as: Int.self)
                let partition: Int = try row.decode("partition")
                if outbox.bells.indices.contains(partition) { outbox.bells[partition].rope.yield() }
            }
            waiting.record(sum)
        } catch {
            logger.info("the outbox can't be read", metadata: ["error": "\(error)"])
        }
    }

    /// What goes wrong is tried again at the next poll.
    private func relay(_ partition: Int) async {
        do {
            while try await relayBatch(partition) {}
        } catch {
            failed.increment()
            logger.warning("events wait in the outbox", metadata: ["error": "\(error)"])
        }
    }

    /// True when there may be more.
    private func relayBatch(_ partition: Int) async throws -> Bool {
        let (count, failure): (Int, (any Error)?) = try await pool.withTransaction { transaction in
            // A statement sees what was committed before it began, so the second sees what the lock's last holder did.
            let rows = try await transaction.batch([
                PostgresStatement("SELECT pg_advisory_xact_lock(hashtext('muster outbox'), $1::int4)", partition),
                PostgresStatement(
                    """
                    SELECT \(OutboxEvent.columns) FROM outbox WHERE partition = $1 AND sent_at IS NULL
                    ORDER BY id LIMIT $2
                    """, partition, Self.batchLimit),
            ])[1]
            let (done, failure) = await send(try rows.map { row in try OutboxEvent(row) })
            if !done.isEmpty {
                transaction.enqueue("UPDATE outbox SET sent_at = clock_timestamp() WHERE id = ANY ($1::int8[])", done)
            }
            return (rows.count, failure)
        }
        if let failure { throw failure }
        return count == Self.batchLimit
    }

    /// Publishes the events of different subjects at once, those of one subject one after another up to the first that fails.
    /// Gives back the rows that were published, and a failure if there was one.
    private func send(_ events: [OutboxEvent]) async -> (rows: [Int], failure: (any Error)?) {
        let bySubject = Dictionary(grouping: events, by: \.subject)
        return await withTaskGroup(of: (rows: [Int], failure: (any Error)?).self) { group in
            for events in bySubject.values {
                group.addTask {
                    var rows: [Int] = []
                    for event in events {
                        do { try await publish(event) } catch { return (rows, error) }
                        rows.append(event.row)
                    }
                    return (rows, nil)
                }
            }
            var all: (rows: [Int], failure: (any Error)?) = ([], nil)
            for await part in group {
                all.rows += part.rows
                all.failure = all.failure ?? part.failure
            }
            sent.increment(by: all.rows.count)
            return all
        }
    }
}
