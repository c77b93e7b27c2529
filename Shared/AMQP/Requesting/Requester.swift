import Logging
import ServiceLifecycle
import Threads

/// Sends requests and awaits their replies over the broker's direct reply-to, on a connection of its own.
///
/// Requests are mandatory: when no queue takes one, the caller knows at once. A reply that comes after the deadline, or after
/// the connection was lost, is dropped.
public final class Requester: Service {
    private let link: Link<RequesterRole>

    public init(
        _ configuration: AMQPConfiguration, name: String = "request", logger: Logger = Logger(label: "muster.amqp")
    ) {
        let configuration = configuration.named(name)
        let role = RequesterRole(
            mailbox: Locked(RequesterMailbox()), metrics: RequesterMetrics(connection: configuration.name))
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

    /// Why nothing can be sent at this moment; nil when it can.
    public var refusal: AMQPError? { link.role.mailbox.withLock { $0.refusal } }

    /// Returns when there is a connection. Throws `.unavailable` when there is none within the time, if one is given.
    public func connected(within limit: Duration? = nil) async throws(AMQPError) {
        try await link.connected(within: limit)
    }

    /// Sends one request and returns its reply.
    ///
    /// Throws `.unroutable` when nobody serves the queue, `.unavailable`, `.blocked` or `.closed` when nothing was sent,
    /// `.timeout` and `.connectionLost` when it is unknown whether the request was carried out. A cancelled caller waits on,
    /// at most until the deadline.
    public func request(
        _ message: Message, exchange: String = "", routingKey: String, within limit: Duration
    ) async throws(AMQPError) -> Message {
        let deadline = ContinuousClock.now + limit
        let result: Result<Message, AMQPError> = await withCheckedContinuation { continuation in
            send(
                OutgoingRequest(message: message, exchange: exchange, routingKey: routingKey, deadline: deadline) {
                    continuation.resume(returning: $0)
                    return true
                })
        }
        return try result.get()
    }

    /// Sends one request; its completion is called in any case, at once when there is no connection.
    public func send(_ request: OutgoingRequest) {
        if let refusal = link.role.mailbox.withLock({ $0.append(.single(request)) }) {
            request.fail(refusal)
        } else {
            link.wake()
        }
    }

    /// Says that the source has something to send. It will be asked for it soon, or told that it failed.
    ///
    /// Call it once when something comes into an empty source; what follows before the source is asked needs no new call.
    public func ready(_ source: any RequestSource) {
        if let refusal = link.role.mailbox.withLock({ $0.append(.source(source)) }) {
            source.requestsFailed(refusal)
        } else {
            link.wake()
        }
    }
}
