import AMQP
import Contracts
import FoundationEssentials
import Logging
import ServiceLifecycle

/// Tells gateways what the players whom they serve shall know. Nothing depends on its arrival.
public final class GatewayPublisher: Service {
    private let publisher: Publisher

    public init(
        _ configuration: AMQPConfiguration, name: String = "gateways", logger: Logger = Logger(label: "muster.gateways")
    ) {
        publisher = Publisher(configuration, name: name, confirms: false, logger: logger)
    }

    public func run() async throws { try await publisher.run() }

    /// True while there is a connection, for readiness.
    public var isConnected: Bool { publisher.isConnected }

    /// Returns when there is a connection. Throws `.unavailable` when there is none within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await publisher.connected(within: limit)
    }

    /// Tells one gateway, or all when none is named. False when there is no connection.
    ///
    /// Traps when the message can't be written as JSON, which only infinite numbers could cause.
    @discardableResult
    public func post<Told: GatewayMessage>(_ message: Told, to gateway: GatewayID?) -> Bool {
        let body: Data
        do {
            body = try JSONEncoder().encode(message)
        } catch {
            preconditionFailure("\(Told.name) can't be written: \(error)")
        }
        return publisher.post(
            Message(
                body: body,
                properties: MessageProperties(
                    contentType: "application/json", type: Told.name, deliveryMode: .transient)),
            exchange: BrokerNames.gateways, routingKey: gateway?.rawValue ?? BrokerNames.allGateways)
    }
}
