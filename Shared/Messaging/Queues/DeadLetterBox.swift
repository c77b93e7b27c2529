import AMQP
import Contracts
import FoundationEssentials
import Logging
import Threads

/// The dead letters of one queue, for operators: looked at, tried again, dropped.
///
/// Whoever looks takes the letters out of the queue meanwhile; those that are kept go back, at its end, a moment later.
public struct DeadLetterBox: Sendable {
    public enum Decision: Sendable, Hashable {
        case keep
        /// Back to the end of the queue that it was given up from. Nobody waits for an answer to it any more.
        case retry
        case drop
    }

    /// `queue.inbox.v1`
    public let queue: String
    private let configuration: AMQPConfiguration
    private let logger: Logger

    /// How long a letter that should be there may take to come.
    private static let patience = Duration.seconds(2)
    /// No more than this is looked at.
    public static let mostLetters = 65_535

    public init(_ configuration: AMQPConfiguration, queue: String, logger: Logger) {
        self.queue = queue
        self.configuration = configuration
        self.logger = logger
    }

    /// The queues that have dead letters, and how many each has; in the order of the topology.
    public static func counts(_ configuration: AMQPConfiguration) async throws -> [(queue: String, letters: Int)] {
        let queues = Topology.muster.queues.map(\.name).filter { $0.hasSuffix(suffix) }.map {
            String($0.dropLast(suffix.count))
        }
        let outcomes = try await Administrator(configuration)
            .attempt(queues.map { .checkQueue(BrokerNames.deadLetters(of: $0)) })
        return try zip(queues, outcomes).map { ($0, try $1.get().messages) }
    }

    private static let suffix = BrokerNames.deadLetters(of: "")

    /// Shows letters, the eldest first, and does with each what is decided.
    ///
    /// - Parameter limit: no more than so many are shown.
    /// - Returns: how many were shown. Throws an `AMQPError`; what was decided before holds.
    @discardableResult
    public func visit(limit: Int = mostLetters, _ decide: (DeadLetter) -> Decision) async throws -> Int {
        let name = BrokerNames.deadLetters(of: queue)
        let there = try await Administrator(configuration).perform([.checkQueue(name)])[0].messages
        let wanted = min(there, limit, Self.mostLetters)
        guard wanted > 0 else { return 0 }
        let consumer = Consumer(configuration, queue: .existing(name), prefetch: wanted, name: "dead", logger: logger)
        let publisher = Publisher(configuration, name: "retry", logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await consumer.run() }
            group.addTask { try await publisher.run() }
            defer { group.cancelAll() }
            var shown = 0
            while shown < wanted, let batch = try await next(from: consumer) {
                for delivery in batch where shown < wanted {
                    shown += 1
                    switch decide(DeadLetter(delivery.message)) {
                    case .keep: continue
                    case .drop: consumer.ack(delivery)
                    case .retry:
                        try await retry(delivery.message, publisher)
                        consumer.ack(delivery)
                    }
                }
            }
            // Waits until what was decided is settled; the letters that are kept go back with the connection.
            consumer.stop(immediately: true)
            return shown
        }
    }

    private func next(from consumer: Consumer) async throws -> [Delivery]? {
        do {
            return try await withDeadline(Self.patience) { await consumer.nextBatch() }
        } catch is DeadlineExceeded {
            return nil  // somebody else has taken the rest
        }
    }

    private func retry(_ letter: Message, _ publisher: Publisher) async throws {
        var message = letter
        message.properties.headers = [:]
        message.properties.timestamp = nil
        message.properties.replyTo = nil
        message.properties.correlationID = nil
        try await publisher.publish(
            message, exchange: "", routingKey: queue, mandatory: true, waitingForConnection: .seconds(10))
    }
}
