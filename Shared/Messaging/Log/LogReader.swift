import AMQP
import Contracts
import Logging
import ServiceLifecycle
import Threads

/// Reads the log, and follows it.
///
/// ```swift
/// while let entries = await reader.nextBatch() { … }
/// ```
/// After a lost connection it goes on right behind what was taken. Whoever wants to go on in another process keeps the offset
/// of what was taken last, and drops events whose ids it has seen: the log may tell one twice.
public final class LogReader: Service {
    private let consumer: Consumer
    private let position: Locked<Position>

    /// What has been taken, and where to begin before that.
    private struct Position {
        let start: LogStart
        var lastTaken: Int64?
        /// When what begins with the next event has begun, by this process's clock.
        var began: Contracts.Timestamp?

        /// Where a connection begins.
        mutating func resume(at now: Contracts.Timestamp) -> LogStart {
            if let lastTaken { return .offset(lastTaken + 1) }
            guard start == .next else { return start }
            defer { began = began ?? now }
            return began.map { .moment($0) } ?? .next
        }
    }

    /// - Parameters:
    ///   - configuration: of an account that may read the log.
    ///   - prefetch: how many entries may be on their way.
    public init(
        _ configuration: AMQPConfiguration, from start: LogStart, prefetch: Int = 1000,
        stream: String = BrokerNames.log,
        logger: Logger = Logger(label: "muster.log")
    ) {
        let position = Locked(Position(start: start))
        self.position = position
        consumer = Consumer(
            configuration, queue: .existing(stream), prefetch: prefetch, name: "log",
            arguments: {
                let clock = Logging.Timestamp.now()
                let now = Contracts.Timestamp(milliseconds: Int64(clock.seconds * 1000 + clock.nanoseconds / 1_000_000))
                return ["x-stream-offset": position.withLock { $0.resume(at: now) }.argument]
            }, logger: logger)
    }

    /// Keeps reading until shutdown.
    public func run() async throws { try await consumer.run() }

    /// As a shutdown of `run()`.
    public func stop() { consumer.stop(immediately: true) }

    /// Returns when reading. Throws `.unavailable` when it doesn't within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await consumer.connected(within: limit)
    }

    /// Waits until something has come, and takes it all. Nil when the reader stops or the task is cancelled.
    public func nextBatch() async -> [LogEntry]? {
        while let batch = await consumer.nextBatch() {
            // Whoever wants to stop in between has the offsets; acknowledging only asks for more.
            consumer.ack(batch)
            let entries = position.withLock { position in
                var entries: [LogEntry] = []
                entries.reserveCapacity(batch.count)
                for delivery in batch {
                    guard let offset = delivery.message.properties.headers["x-stream-offset"]?.intValue,
                        offset > position.lastTaken ?? -1
                    else { continue }
                    position.lastTaken = offset
                    entries.append(LogEntry(offset: offset, json: delivery.message.body))
                }
                return entries
            }
            if !entries.isEmpty { return entries }
        }
        return nil
    }
}
