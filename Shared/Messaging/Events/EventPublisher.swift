import AMQP
import Contracts
import FoundationEssentials
import Logging
import Postgres
import ServiceLifecycle
import Tracing

/// Tells what happened, as CloudEvents.
public final class EventPublisher: Service {
    private let publisher: Publisher

    /// - Parameter required: queues without which there is no connection: for whoever tells what must be in a stream.
    public init(
        _ configuration: AMQPConfiguration, name: String = "events", requiring required: [String] = [],
        logger: Logger = Logger(label: "muster.events")
    ) {
        publisher = Publisher(configuration, name: name, requiring: required, logger: logger)
    }

    /// Keeps the connection up until shutdown; then waits for what is outstanding, and closes.
    public func run() async throws { try await publisher.run() }

    /// True while there is a connection, for readiness.
    public var isConnected: Bool { publisher.isConnected }

    /// Returns when there is a connection. Throws `.unavailable` when there is none within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await publisher.connected(within: limit)
    }

    /// Publishes an event out of an outbox, and returns when the broker has it. Throws an `AMQPError`.
    public func publish(_ event: OutboxEvent, source: ServiceName) async throws {
        try await publisher.publish(
            try Self.message(event.cloudEvent(source: source), .persistent), exchange: event.audience.exchange,
            routingKey: event.type)
    }

    /// Publishes an event that its service keeps by itself until this returns: then the broker has it. Throws an `AMQPError`.
    ///
    /// - Parameters:
    ///   - id: the same over all attempts.
    ///   - time: when it happened.
    ///   - trace: of what caused it; the present task's unless given.
    public func publish<Told: Event>(
        _ event: Told, id: String, time: Contracts.Timestamp,
        trace: TraceContext? = ServiceContext.current?.traceContext
    ) async throws {
        let cloudEvent = CloudEvent(
            id: id, source: Told.source, type: Told.type, subject: event.subject, time: time, sequence: nil,
            trace: trace, data: try VerbatimJSON.encode(event))
        try await publisher.publish(
            try Self.message(cloudEvent, .persistent), exchange: Told.audience.exchange, routingKey: Told.type)
    }

    /// Tells something that may be lost, such as a beat. False when there is no connection.
    @discardableResult
    public func post<Told: Event>(_ event: Told) -> Bool {
        var generator = SystemRandomNumberGenerator()
        do {
            let cloudEvent = CloudEvent(
                id: RandomText.base32(length: 26, using: &generator), source: Told.source, type: Told.type,
                subject: event.subject, time: nil, sequence: nil, data: try VerbatimJSON.encode(event))
            return publisher.post(
                try Self.message(cloudEvent, .transient), exchange: Told.audience.exchange, routingKey: Told.type)
        } catch {
            preconditionFailure("\(Told.type) can't be written: \(error)")
        }
    }

    private static func message(
        _ event: CloudEvent, _ mode: MessageProperties.DeliveryMode
    ) throws -> Message {
        Message(
            body: try event.json(),
            properties: MessageProperties(
                messageID: event.id, contentType: CloudEvent.contentType, type: event.type, deliveryMode: mode))
    }
}

extension OutboxRelay {
    /// Relays to the broker.
    public init(
        _ outbox: Outbox, pool: PostgresPool, publisher: EventPublisher, source: ServiceName,
        logger: Logger = Logger(label: "muster.outbox")
    ) {
        self.init(outbox, pool: pool, logger: logger) { try await publisher.publish($0, source: source) }
    }
}
