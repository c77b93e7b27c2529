import Logging
import Metrics
import ServiceLifecycle
import Threads

/// Takes messages from a queue, on a connection of its own, and settles them.
///
/// ```swift
/// for await batch in consumer.batches {
///     for delivery in batch { …; consumer.ack(delivery) }
/// }
/// ```
/// A batch is what has arrived since the last one, at most `prefetch` in all unsettled. After a lost connection, or when the
/// queue was deleted, it subscribes anew; what wasn't settled is then delivered again, and settling the old deliveries has
/// no effect. Shutdown: batches end, what was taken may still be settled, the rest goes back to the queue.
public final class Consumer: Service {
    private let link: Link<ConsumerRole>

    /// - Parameters:
    ///   - prefetch: how many deliveries may be unsettled, from 1 to 65535.
    ///   - initialPrefetch: what each connection begins with, until `prefetch` is set; the prefetch unless given.
    ///   - arguments: of `basic.consume`, for example `x-stream-offset`; asked for whenever consuming begins, on the
    ///     connection's thread.
    ///   - onSubscribed: called on the connection's thread whenever consuming has (again) begun; must be quick.
    public init(
        _ configuration: AMQPConfiguration, queue: ConsumerQueue, prefetch: Int, initialPrefetch: Int? = nil,
        name: String = "consume", arguments: @escaping @Sendable () -> [String: FieldValue] = { [:] },
        logger: Logger = Logger(label: "muster.amqp"),
        onSubscribed: (@Sendable () -> Void)? = nil
    ) {
        precondition((1...65535).contains(prefetch))
        let configuration = configuration.named(name)
        let role = ConsumerRole(
            source: queue, arguments: arguments,
            state: Locked(ConsumerState(prefetch: prefetch, initialPrefetch: initialPrefetch)),
            delivered: Counter(label: "amqp_delivered_total", dimensions: [("connection", configuration.name)]),
            onSubscribed: onSubscribed)
        link = Link(role, configuration: configuration, logger: logger)
    }

    /// Keeps consuming until shutdown; then ends `batches`, waits until what was taken is settled, and closes.
    public func run() async throws {
        await link.runUntilShutdown()
    }

    /// As a graceful shutdown of `run()`, for an owner who stops this consumer alone.
    ///
    /// - Parameter immediately: don't wait for what was taken: it will be delivered again, to anybody.
    public func stop(immediately: Bool = false) { link.stop(immediately: immediately) }

    /// True while consuming, for readiness.
    public var isConnected: Bool { link.isConnected }

    /// Returns when consuming. Throws `.unavailable` when it doesn't within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await link.connected(within: limit)
    }

    /// The queue's name; where the broker makes it up, empty before the first connection and another after each.
    public var queue: String { link.role.state.withLock { $0.queue } }

    /// How many deliveries may be unsettled. A change takes effect for what is delivered after it.
    public var prefetch: Int {
        get { link.role.state.withLock { $0.prefetch } }
        set {
            precondition((1...65535).contains(newValue))
            link.role.state.withLock { $0.prefetch = newValue }
            link.wake()
        }
    }

    /// What arrives, until the consumer stops. Several readers share it: each batch goes to one of them.
    public var batches: Batches { Batches(consumer: self) }

    /// Waits until something has arrived and takes it all. Nil when the consumer stops or the task is cancelled.
    public func nextBatch() async -> [Delivery]? {
        let state = link.role.state
        let id = state.withLock { $0.newWaiterID() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<[Delivery]?, Never>) in
                let isCancelled = Task.isCancelled
                let taken = state.withLock { $0.take(for: continuation, id: id, isCancelled: isCancelled) }
                if let taken { continuation.resume(returning: taken) }
            }
        } onCancel: {
            state.withLock { $0.removeWaiter(id) }?.resume(returning: nil)
        }
    }

    /// Done with it.
    public func ack(_ delivery: Delivery) { settle([delivery], .accepted) }

    /// Done with all of them.
    public func ack(_ deliveries: [Delivery]) { settle(deliveries, .accepted) }

    /// Not done. With `requeue` it is delivered again, to anybody; without, it goes to the queue's dead letters, if it has any.
    public func nack(_ delivery: Delivery, requeue: Bool) { settle([delivery], requeue ? .requeued : .rejected) }

    private func settle(_ deliveries: [Delivery], _ disposition: Settlement.Disposition) {
        let any = link.role.state.withLock { state in
            var any = false
            for delivery in deliveries where state.settle(delivery.id, disposition) { any = true }
            return any
        }
        if any { link.wake() }
    }

    /// The batches of a consumer.
    public struct Batches: AsyncSequence, Sendable {
        let consumer: Consumer

        public struct AsyncIterator: AsyncIteratorProtocol {
            let consumer: Consumer
            public mutating func next() async -> [Delivery]? { await consumer.nextBatch() }
        }

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(consumer: consumer) }
    }
}
