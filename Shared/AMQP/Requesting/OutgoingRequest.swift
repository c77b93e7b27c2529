/// A request on its way out.
public struct OutgoingRequest: Sendable {
    /// Correlation id, reply-to and expiration are set by the `Requester`.
    public var message: Message
    /// Empty for the default exchange.
    public var exchange: String
    public var routingKey: String
    /// After this, nobody wants the reply any more; the broker drops the request where it still waits.
    public var deadline: ContinuousClock.Instant
    /// Called once, on the requester's thread: must be quick and must not block.
    public var completion: @Sendable (Result<Message, AMQPError>) -> Void

    public init(
        message: Message, exchange: String, routingKey: String, deadline: ContinuousClock.Instant,
        completion: @escaping @Sendable (Result<Message, AMQPError>) -> Void
    ) {
        self.message = message
        self.exchange = exchange
        self.routingKey = routingKey
        self.deadline = deadline
        self.completion = completion
    }
}
