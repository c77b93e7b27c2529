import AMQP
import Contracts
import FoundationEssentials
import Logging
import Metrics
import Threads

/// Reads a durable quorum queue: suspicious messages one by one, hopeless and unreadable ones into `<queue>.dead`.
final class DurableConsumer: Sendable {
    /// Why a message was given up; a header of the message in the dead letters.
    enum Reason: String {
        case undecodable
        case failed
        /// It was delivered five times without being settled: it may well kill whoever reads it.
        case redelivered
    }

    private let queue: String
    private let consumer: Consumer
    private let deadLetters: Publisher
    private let governor: Locked<PrefetchGovernor<Delivery.ID>>
    /// Suspicious messages that wait for their turn, the first last.
    private let held: Locked<[Delivery]>
    private let logger: Logger
    private let buried: Counter

    /// - Parameter deadLetters: publishes with confirms; must run as long as this does.
    init(
        _ configuration: AMQPConfiguration, queue: String, prefetch: Int, deadLetters: Publisher, logger: Logger,
        onSubscribed: (@Sendable () -> Void)? = nil
    ) {
        self.queue = queue
        self.deadLetters = deadLetters
        var logger = logger
        logger[metadataKey: "amqp.queue"] = "\(queue)"
        self.logger = logger
        let governor = Locked(PrefetchGovernor<Delivery.ID>(wide: prefetch))
        self.governor = governor
        let held = Locked<[Delivery]>([])
        self.held = held
        consumer = Consumer(
            configuration, queue: .existing(queue), prefetch: prefetch, initialPrefetch: 1, name: queue, logger: logger,
            onSubscribed: {
                governor.withLock { $0.connected() }
                held.withLock { $0.removeAll() }
                onSubscribed?()
            })
        buried = Counter(label: "muster_dead_letters_total", dimensions: [("queue", queue)])
    }

    var isConnected: Bool { consumer.isConnected }

    func run() async throws { try await consumer.run() }
    func stop(immediately: Bool) { consumer.stop(immediately: immediately) }
    func connected(within limit: Duration?) async throws(AMQPError) { try await consumer.connected(within: limit) }

    /// What has arrived, without what is hopeless; a suspicious message is a batch of its own. Whoever settles a batch before
    /// the next therefore works on it alone. Nil when the consumer stops or the task is cancelled.
    func nextBatch() async -> [Delivery]? {
        while true {
            if let suspicious = held.withLock({ $0.popLast() }) { return [suspicious] }
            guard let batch = await consumer.nextBatch() else { return nil }
            var fresh: [Delivery] = []
            for delivery in batch {
                if delivery.deliveryCount >= PrefetchGovernor<Delivery.ID>.hopelessCount {
                    await bury(delivery, .redelivered)
                } else if governor.withLock({ $0.arrived(delivery.id, deliveryCount: delivery.deliveryCount) }) {
                    held.withLock { $0.insert(delivery, at: 0) }
                } else {
                    fresh.append(delivery)
                }
            }
            applyPrefetch()
            if !fresh.isEmpty { return fresh }
        }
    }

    func ack(_ delivery: Delivery) {
        consumer.ack(delivery)
        settled(delivery)
    }

    func requeue(_ delivery: Delivery) {
        consumer.nack(delivery, requeue: true)
        settled(delivery)
    }

    /// Moves the message to the dead letters, so that the ones behind it go on. When that fails it stays in the queue.
    func bury(_ delivery: Delivery, _ reason: Reason) async {
        var letter = delivery.message
        letter.properties.expirationMilliseconds = nil
        letter.properties.deliveryMode = .persistent
        var generator = SystemRandomNumberGenerator()
        letter.properties.messageID = letter.properties.messageID ?? RandomText.base32(length: 20, using: &generator)
        letter.properties.timestamp = Int64(Logging.Timestamp.now().seconds)
        letter.properties.headers = [
            DeadLetter.Header.reason: .string(reason.rawValue),
            DeadLetter.Header.exchange: .string(delivery.exchange),
            DeadLetter.Header.routingKey: .string(delivery.routingKey),
        ]
        do {
            try await deadLetters.publish(
                letter, exchange: "", routingKey: BrokerNames.deadLetters(of: queue), mandatory: true,
                waitingForConnection: .seconds(5))
            buried.increment()
            logger.warning("message moved to the dead letters", metadata: ["amqp.reason": "\(reason.rawValue)"])
            ack(delivery)
        } catch {
            logger.warning("a message can't be moved to the dead letters", metadata: ["error": "\(error)"])
            requeue(delivery)
        }
    }

    private func settled(_ delivery: Delivery) {
        governor.withLock { $0.settled(delivery.id) }
        applyPrefetch()
    }

    private func applyPrefetch() {
        let prefetch = governor.withLock { $0.prefetch }
        if consumer.prefetch != prefetch { consumer.prefetch = prefetch }
    }
}
