import AMQP
import Contracts
import FoundationEssentials
import Logging
import ServiceLifecycle

/// Hears what the services tell one gateway, on a queue that begins with the connection and ends with it.
public final class GatewayListener: Service {
    private let consumer: Consumer
    private let receive: @Sendable (_ type: String, _ body: Data) async -> Void

    /// - Parameters:
    ///   - onConnected: called whenever hearing has (again) begun: whatever was told before may have been missed.
    ///   - receive: takes the messages one after another; unknown types are to be ignored.
    public init(
        _ configuration: AMQPConfiguration, gateway: GatewayID, logger: Logger = Logger(label: "muster.gateways"),
        onConnected: (@Sendable () -> Void)? = nil,
        receive: @escaping @Sendable (_ type: String, _ body: Data) async -> Void
    ) {
        let bindings = [gateway.rawValue, BrokerNames.allGateways].map {
            Binding(queue: "", exchange: BrokerNames.gateways, routingKey: $0)
        }
        consumer = Consumer(
            configuration, queue: .declared(.exclusive(), bindings: bindings), prefetch: 1024, name: "inbox",
            logger: logger, onSubscribed: onConnected)
        self.receive = receive
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
                for delivery in batch { await receive(delivery.message.properties.type ?? "", delivery.message.body) }
                consumer.ack(batch)
            }
            try await group.waitForAll()
        }
    }
}
