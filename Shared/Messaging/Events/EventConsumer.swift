import AMQP
import Contracts
import FoundationEssentials
import Logging
import Metrics
import ServiceLifecycle
import Tracing

/// Hears events from a service's durable queue, and acknowledges each once its handler has succeeded.
///
/// Events of one subject are handled one after another, those of different subjects at once. While a handler fails because a
/// server is away, its events wait; an event that fails for other reasons, five times, or can't be read, goes to
/// `<queue>.dead`. Types without a handler are ignored. Shutdown: takes nothing new, finishes what is in hand.
public final class EventConsumer: Service {
    private let consumer: DurableConsumer
    private let deadLetters: Publisher
    private let handlers: EventHandlers
    private let logger: Logger
    private let failures: Counter

    /// - Parameters:
    ///   - queue: a durable quorum queue that the topology declares and binds.
    ///   - prefetch: how many events may be in hand at once.
    public init(
        _ configuration: AMQPConfiguration, queue: String, handlers: EventHandlers, prefetch: Int = 64,
        logger: Logger = Logger(label: "muster.events")
    ) {
        deadLetters = Publisher(configuration, name: "dead", logger: logger)
        consumer = DurableConsumer(
            configuration, queue: queue, prefetch: prefetch, deadLetters: deadLetters, logger: logger)
        self.handlers = handlers
        self.logger = logger
        failures = Counter(label: "muster_event_failures_total", dimensions: [("queue", queue)])
    }

    /// True while consuming, for readiness.
    public var isConnected: Bool { consumer.isConnected }

    /// Returns when consuming. Throws `.unavailable` when it doesn't within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await consumer.connected(within: limit)
    }

    public func run() async throws {
        // Shut down last first: what is in hand may still have to go to the dead letters.
        try await ServiceGroup(services: [deadLetters, Worker(events: self)], logger: logger).run()
    }

    private struct Worker: Service {
        let events: EventConsumer

        func run() async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await events.consumer.run() }
                while let batch = await events.consumer.nextBatch() { await events.handle(batch) }
                try await group.waitForAll()
            }
        }
    }

    private func handle(_ batch: [Delivery]) async {
        var readable: [(Delivery, CloudEvent)] = []
        for delivery in batch {
            do {
                readable.append((delivery, try CloudEvent(json: delivery.message.body)))
            } catch {
                logger.warning("an event can't be read", metadata: ["error": "\(error)"])
                await consumer.bury(delivery, .undecodable)
            }
        }
        await withDiscardingTaskGroup { group in
            for events in Dictionary(grouping: readable, by: \.1.subject).values {
                group.addTask {
                    for (delivery, event) in events { await self.handle(event, delivery) }
                }
            }
        }
    }

    /// Handles one event until it is settled, as part of the trace that it belongs to.
    private func handle(_ event: CloudEvent, _ delivery: Delivery) async {
        await ServiceContext.withValue(event.context) { await handleInContext(event, delivery) }
    }

    private func handleInContext(_ event: CloudEvent, _ delivery: Delivery) async {
        guard let handler = handlers.handler(of: event.type) else {
            consumer.ack(delivery)
            return
        }
        let received = ReceivedEvent(
            id: event.id, source: event.source, type: event.type, subject: event.subject, time: event.time,
            sequence: event.sequence, deliveryCount: delivery.deliveryCount)
        var attempt = 0
        while true {
            do {
                try await handler(event.data, received)
                consumer.ack(delivery)
                return
            } catch let error as EventHandlers.Undecodable {
                logger.warning("an event can't be read", metadata: describe(event, error.cause))
                await consumer.bury(delivery, .undecodable)
                return
            } catch {
                failures.increment()
                guard await mayTryAgain(event, error, attempt) else {
                    // Stopping: the queue keeps it for whoever comes next.
                    if Task.isCancelled || Task.isShuttingDownGracefully { return consumer.requeue(delivery) }
                    await consumer.bury(delivery, .failed)
                    return
                }
                attempt += 1
            }
        }
    }

    /// Waits before the next attempt. False when there shall be none.
    private func mayTryAgain(_ event: CloudEvent, _ error: any Error, _ attempt: Int) async -> Bool {
        guard case .again(let delay) = EventRetry.decide(after: error, attempt: attempt) else {
            logger.error("an event is given up", metadata: describe(event, error))
            return false
        }
        logger.info("an event can't be handled yet", metadata: describe(event, error))
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: delay) }
            return true
        } catch {
            return false  // stopping
        }
    }

    private func describe(_ event: CloudEvent, _ error: any Error) -> Logger.Metadata {
        ["event.type": "\(event.type)", "event.id": "\(event.id)", "error": "\(error)"]
    }
}
