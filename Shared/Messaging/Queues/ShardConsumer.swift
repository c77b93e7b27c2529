import AMQP
import Contracts
import Logging
import ServiceLifecycle

/// Takes the commands and notices for one shard, on behalf of its owner.
///
/// ```swift
/// while let batch = await consumer.nextBatch() { …commit…; for request in batch { try request.reply(…) } }
/// ```
/// A message is acknowledged when all of its requests are answered: commit first. One that was not answered when the consumer
/// stops is delivered again, to the next owner. Handing over: `stop()`, finish and answer what was taken, `run()` returns.
public final class ShardConsumer: Service {
    public let shard: Shard
    private let consumer: DurableConsumer
    private let replies: Publisher

    /// - Parameters:
    ///   - replies: a publisher without confirms; may serve many consumers, and must outlive them.
    ///   - deadLetters: a publisher with confirms; likewise.
    ///   - onSubscribed: called whenever consuming has (again) begun; what wasn't acknowledged before comes again.
    public init(
        _ configuration: AMQPConfiguration, shard: Shard, prefetch: Int = 256, replies: Publisher,
        deadLetters: Publisher, logger: Logger = Logger(label: "muster.shards"),
        onSubscribed: (@Sendable () -> Void)? = nil
    ) {
        self.shard = shard
        self.replies = replies
        consumer = DurableConsumer(
            configuration, queue: BrokerNames.shardQueue(shard), prefetch: prefetch, deadLetters: deadLetters,
            logger: logger, onSubscribed: onSubscribed)
    }

    public func run() async throws { try await consumer.run() }

    /// Takes nothing more; `run()` returns when what was taken is answered, or `immediately`.
    public func stop(immediately: Bool = false) { consumer.stop(immediately: immediately) }

    /// True while consuming, for readiness.
    public var isConnected: Bool { consumer.isConnected }

    /// Returns when consuming. Throws `.unavailable` when it doesn't within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await consumer.connected(within: limit)
    }

    /// Waits until something has arrived and takes it all. Nil when the consumer stops or the task is cancelled.
    ///
    /// After a crash suspicious messages come one by one: settle a batch before asking for the next, and one that kills its
    /// owner does no harm to others.
    public func nextBatch() async -> [IncomingRequest]? {
        while let deliveries = await consumer.nextBatch() {
            var requests: [IncomingRequest] = []
            for delivery in deliveries {
                let consumer = consumer
                if let some = IncomingMessage.requests(of: delivery, replies: replies, settled: { consumer.ack($0) }) {
                    requests += some
                } else {
                    await consumer.bury(delivery, .undecodable)
                }
            }
            if !requests.isEmpty { return requests }
        }
        return nil
    }
}
