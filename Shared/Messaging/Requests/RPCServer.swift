import AMQP
import Contracts
import Logging
import Metrics
import ServiceLifecycle
import Tracing

/// Answers the requests to a service, beside any number of other replicas.
///
/// The queue is transient and goes with its last consumer, so that requests to a service that is down are unroutable. A
/// request that nobody waits for any more is dropped; one that has no handler is `.unsupported`. Shutdown: takes nothing new,
/// answers what it has, closes.
public final class RPCServer: Service {
    private let consumer: Consumer
    private let replies: Publisher
    private let handlers: RPCHandlers
    private let logger: Logger
    private let faults: Counter
    private let expired: Counter

    /// - Parameter concurrency: how many messages (of up to 64 requests each) are worked on at once.
    public init(
        _ configuration: AMQPConfiguration, service: ServiceName, handlers: RPCHandlers, concurrency: Int = 64,
        logger: Logger = Logger(label: "muster.rpc")
    ) {
        consumer = Consumer(
            configuration, queue: .declared(.transient(BrokerNames.requests(service))), prefetch: concurrency,
            name: "serve", logger: logger)
        replies = Publisher(configuration, name: "reply", confirms: false, logger: logger)
        self.handlers = handlers
        self.logger = logger
        faults = Counter(label: "rpc_faults_total")
        expired = Counter(label: "rpc_expired_total")
    }

    /// True while requests are taken and can be answered, for readiness.
    public var isConnected: Bool { consumer.isConnected && replies.isConnected }

    /// Returns when requests are taken. Throws `.unavailable` when they aren't within the time.
    public func connected(within limit: Duration) async throws(AMQPError) {
        try await replies.connected(within: limit)
        try await consumer.connected(within: limit)
    }

    public func run() async throws {
        // Shut down last first: the replies' connection outlives the last answer.
        try await ServiceGroup(services: [replies, Worker(server: self)], logger: logger).run()
    }

    private struct Worker: Service {
        let server: RPCServer

        func run() async throws {
            do {
                // Else the first answers would be lost.
                try await cancelWhenGracefulShutdown { try await server.replies.connected() }
            } catch  where Task.isShuttingDownGracefully || Task.isCancelled {
                return
            }
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await server.consumer.run() }
                for await batch in server.consumer.batches {
                    for delivery in batch { group.addTask { await server.answer(delivery) } }
                }
            }
        }
    }

    private func answer(_ delivery: Delivery) async {
        let requests = IncomingMessage.requests(of: delivery, replies: replies) { [consumer] in consumer.ack($0) }
        guard let requests else {
            logger.info(
                "a message that is no list of requests", metadata: ["amqp.routing_key": "\(delivery.routingKey)"])
            consumer.ack(delivery)
            return
        }
        if requests.count == 1 {
            await answer(requests[0])
        } else {
            await answer(requests)
        }
    }

    /// Answers all at once. Those that are done don't wait long for a slow one among them.
    private func answer(_ requests: [IncomingRequest]) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while true {
                    do { try await Task.sleep(for: Self.patience) } catch { return }  // all are answered
                    requests.first?.message.sendAnswered()
                }
            }
            await withDiscardingTaskGroup { handlers in
                for request in requests { handlers.addTask { await self.answer(request) } }
            }
            group.cancelAll()
        }
    }

    /// How long an answer may wait for its neighbours in the same message.
    private static let patience = Duration.milliseconds(10)

    private func answer(_ request: IncomingRequest) async {
        await ServiceContext.withValue(request.context) { await answerInContext(request) }
    }

    private func answerInContext(_ request: IncomingRequest) async {
        if request.hasExpired {
            expired.increment()
            request.fail(.deadline)
            return
        }
        guard let handler = handlers.handler(of: request.name) else {
            request.fail(.unsupported(request.name))
            return
        }
        do {
            try await handler(request)
        } catch let error as RPCError {
            request.fail(error)
        } catch is CancellationError where Task.isCancelled {
            request.fail(.failed("the service was stopped"))
        } catch {
            faults.increment()
            logger.error("a request failed", metadata: ["rpc.name": "\(request.name)", "error": "\(error)"])
            request.fail(.failed("fault in \(request.name)"))
        }
    }
}
