import Contracts
import Logging
import Metrics
import Postgres
import ServiceLifecycle

/// Publishes what an ``Outbox`` holds, any number of replicas at once.
///
/// ```
///  ring, or once a second
///    └─▶ BEGIN ─▶ advisory locks of the partitions ─▶ unsent rows in order ─▶ publish, confirmed ─▶ mark ─▶ COMMIT
/// ```
/// One transaction takes all partitions in which something waits, but for those that another relay holds: these are tried again
/// a moment later. While it lasts, further ones gather for the next.
///
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

    /// No more than this of a partition is published in one transaction.
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
                group.addTask { for await _ in outbox.bell.rings { await relay() } }
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
            for row in rows { sum += try row.decode("waiting", as: Int.self) }
            let partitions = try rows.map { try $0.decode("partition", as: Int.self) }
            if !partitions.isEmpty { outbox.bell.ring(partitions.filter((0..<outbox.partitions).contains)) }
            waiting.record(sum)
        } catch {
            logger.info("the outbox can't be read", metadata: ["error": "\(error)"])
        }
    }

    /// How long a partition that another relay holds is left alone.
    private static let patience = Duration.milliseconds(20)

    /// What goes wrong is tried again at the next poll.
    private func relay() async {
        do {
            var partitions = outbox.bell.answer()
            while !partitions.isEmpty {
                let batch = try await relayBatch(partitions)
                let held = partitions.filter { !batch.taken.contains($0) }
                if batch.full.isEmpty, !held.isEmpty { try await Task.sleep(for: Self.patience) }
                partitions = Set(batch.full + held + outbox.bell.answer()).sorted()
            }
        } catch {
            failed.increment()
            logger.warning("events wait in the outbox", metadata: ["error": "\(error)"])
        }
    }

    /// Publishes what waits in those of the partitions that no other relay holds.
    private func relayBatch(_ partitions: [Int]) async throws -> Batch {
        var batch = Batch()
        try await pool.withTransaction { transaction in
            batch = Batch()
            batch.taken = try await transaction.query(
                """
                SELECT number FROM unnest($1::int4[]) AS number
                WHERE pg_try_advisory_xact_lock(hashtext('muster outbox'), number)
                """, partitions
            ).map { try $0.decode("number") }
            // A statement sees what was committed before it began, so this one sees what the locks' last holders did.
            let rows = try await transaction.query(
                """
                SELECT partition, \(OutboxEvent.columns) FROM unnest($1::int4[]) AS rung(number), LATERAL (
                    SELECT * FROM outbox WHERE partition = rung.number AND sent_at IS NULL ORDER BY id LIMIT $2
                ) AS waiting ORDER BY id
                """, batch.taken, Self.batchLimit)
            for row in rows { batch.counts[try row.decode("partition", as: Int.self), default: 0] += 1 }
            let (done, failure) = await send(try rows.map { row in try OutboxEvent(row) })
            batch.failure = failure
            if !done.isEmpty {
                transaction.enqueue("UPDATE outbox SET sent_at = clock_timestamp() WHERE id = ANY ($1::int8[])", done)
            }
        }
        if let failure = batch.failure { throw failure }
        return batch
    }

    private struct Batch {
        var taken: [Int] = []
        /// How many events of each partition.
        var counts: [Int: Int] = [:]
        var failure: (any Error)?

        /// Those where there may be more.
        var full: [Int] { counts.filter { $0.value == OutboxRelay.batchLimit }.map(\.key) }
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
