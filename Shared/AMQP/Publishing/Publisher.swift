import Logging
import ServiceLifecycle
import Threads

/// Publishes messages on a connection of its own and tells what became of each.
///
/// Any number of publishes may be outstanding, from any tasks. Runs while `run()` does; before, and while the broker is away,
/// everything fails at once. Publish to an exchange that doesn't exist, and the broker closes the channel: what is
/// outstanding then fails with `.connectionLost`, and the publisher connects anew.
public final class Publisher: Service {
    private let link: Link<PublisherRole>

    /// - Parameters:
    ///   - name: appended to the connection's name.
    ///   - confirms: false for messages that may be lost (replies): `publish` then returns when the message is written.
    ///   - confirmTimeout: how long a confirm may take before the outcome counts as unknown. Then the connection is given up
    ///     as well: a channel of RabbitMQ 3.10 that has met a stream's former leader waits for it for ever.
    ///   - required: queues without which there is no connection. A stream whose leader isn't up yet, as in the moments
    ///     after the broker's start, is passed over by RabbitMQ 3.10, and the message confirmed all the same.
    public init(
        _ configuration: AMQPConfiguration, name: String = "publish", confirms: Bool = true,
        confirmTimeout: Duration = .seconds(10), requiring required: [String] = [],
        logger: Logger = Logger(label: "muster.amqp")
    ) {
        let configuration = configuration.named(name)
        let role = PublisherRole(
            mailbox: Locked(PublisherMailbox(limit: 100_000)), confirms: confirms, confirmTimeout: confirmTimeout,
            required: required, metrics: PublisherMetrics(connection: configuration.name))
        link = Link(role, configuration: configuration, logger: logger)
    }

    /// Keeps the connection up until shutdown; then takes nothing new, waits for what is outstanding, and closes.
    public func run() async throws {
        await link.runUntilShutdown()
    }

    /// True while there is a connection, for readiness.
    public var isConnected: Bool { link.isConnected }

    /// True while the broker refuses messages because of an alarm.
    public var isBlocked: Bool { link.blockedReason != nil }

    /// Returns when there is a connection. Throws `.unavailable` when there is none within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await link.connected(within: limit)
    }

    /// Publishes and returns when the broker has taken responsibility: in a quorum queue, when a majority has it on disk.
    ///
    /// - Parameters:
    ///   - exchange: empty for the default exchange, whose routing keys are the names of queues.
    ///   - mandatory: throw `.unroutable` when no queue gets the message; otherwise that is confirmed, and the message gone.
    ///   - limit: how long to wait for a connection if there is none.
    /// Throws `.unavailable`, `.blocked` or `.closed` when nothing was sent, `.unroutable` and `.rejected` when the broker
    /// hasn't kept it, `.timeout` and `.connectionLost` when the outcome is unknown. A cancelled caller waits on: the
    /// message can't be called back.
    public func publish(
        _ message: Message, exchange: String, routingKey: String, mandatory: Bool = false,
        waitingForConnection limit: Duration = .zero
    ) async throws(AMQPError) {
        if limit > .zero { try await link.connected(within: limit) }
        let begun = ContinuousClock.now
        let result: Result<Void, AMQPError> = await withCheckedContinuation { continuation in
            let publish = OutgoingPublish(
                message: message, exchange: exchange, routingKey: routingKey, mandatory: mandatory,
                waiter: PublishWaiter(continuation: continuation, begun: begun))
            if let refusal = link.role.mailbox.withLock({ $0.append(publish) }) {
                continuation.resume(returning: .failure(refusal))
            } else {
                link.wake()
            }
        }
        try result.get()
    }

    /// Queues a message that may be lost and returns at once. False when there is no connection or the broker is blocked.
    @discardableResult
    public func post(_ message: Message, exchange: String, routingKey: String) -> Bool {
        let publish = OutgoingPublish(
            message: message, exchange: exchange, routingKey: routingKey, mandatory: false,
            waiter: PublishWaiter(continuation: nil, begun: .now))
        guard link.role.mailbox.withLock({ $0.append(publish) }) == nil else { return false }
        link.wake()
        return true
    }
}
