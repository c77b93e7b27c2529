import AMQP
import Contracts
import FoundationEssentials
import Logging
import ServiceLifecycle
import Tracing

/// Hears events on a queue of its own, which begins with the connection and ends with it: what is told in between is missed.
///
/// Handled one after another; what can't be read, and what fails, is logged and forgotten.
public final class EventListener: Service {
    private let consumer: Consumer
    private let handlers: EventHandlers
    private let logger: Logger

    /// - Parameter onConnected: called whenever hearing has (again) begun: whatever was told before may have been missed.
    public init(
        _ configuration: AMQPConfiguration, handlers: EventHandlers, prefetch: Int = 256, name: String = "listen",
        logger: Logger = Logger(label: "muster.events"), onConnected: (@Sendable () -> Void)? = nil
    ) {
        let bindings = handlers.sources.map { Binding(queue: "", exchange: $0.exchange, routingKey: $0.type) }
        consumer = Consumer(
            configuration, queue: .declared(.exclusive(), bindings: bindings), prefetch: prefetch, name: name,
            logger: logger, onSubscribed: onConnected)
        self.handlers = handlers
        self.logger = logger
    }

    /// True while hearing, for readiness.
    public var isConnected: Bool { consumer.isConnected }

    /// Returns when hearing. Throws `.unavailable` when it doesn't within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await consumer.connected(within: limit)
    }

    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.consumer.run() }
            for await batch in consumer.batches {
                for delivery in batch {
                    await handle(delivery)
                    consumer.ack(delivery)
                }
            }
            try await group.waitForAll()
        }
    }

    private func handle(_ delivery: Delivery) async {
        do {
            let event = try CloudEvent(json: delivery.message.body)
            guard let handler = handlers.handler(of: event.type) else { return }
            let received = ReceivedEvent(
                id: event.id, source: event.source, type: event.type, subject: event.subject, time: event.time,
                sequence: event.sequence, deliveryCount: delivery.deliveryCount)
            try await ServiceContext.withValue(event.context) { try await handler(event.data, received) }
        } catch {
            logger.warning(
                "an event was not handled", metadata: ["event.type": "\(delivery.routingKey)", "error": "\(error)"])
        }
    }
}
