/// A request on its way out.
public struct OutgoingRequest: Sendable {
    public typealias Completion = @Sendable (Result<Message, AMQPError>) -> Bool

    /// Correlation id, reply-to and expiration are set by the `Requester`.
    public var message: Message
    /// Empty for the default exchange.
    public var exchange: String
    public var routingKey: String
    /// After this, nobody wants the reply any more.
    public var deadline: ContinuousClock.Instant
    /// The broker drops the request where it still waits then; at the deadline unless set.
    public var expiry: ContinuousClock.Instant?
    /// Asked at the deadline whether somebody else waits still, and until when: for a message that holds several requests.
    /// Nil ends the wait. Called on the requester's thread: must be quick.
    public var laterDeadline: (@Sendable () -> ContinuousClock.Instant?)?
    /// Takes the reply or why there is none, and says whether it has all: a reply may come in several messages. Called on the
    /// requester's thread, never again after a failure: must be quick and must not block.
    public var completion: Completion

    public init(
        message: Message, exchange: String, routingKey: String, deadline: ContinuousClock.Instant,
        completion: @escaping Completion
    ) {
        self.message = message
        self.exchange = exchange
        self.routingKey = routingKey
        self.deadline = deadline
        self.completion = completion
    }

    func fail(_ error: AMQPError) { _ = completion(.failure(error)) }
}
