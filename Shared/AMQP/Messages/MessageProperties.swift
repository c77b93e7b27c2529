/// What travels beside a message's body.
public struct MessageProperties: Sendable, Hashable {
    /// Whether a message outlives a restart of the broker (in a durable queue).
    public enum DeliveryMode: UInt8, Sendable, Hashable {
        case transient = 1
        case persistent = 2
    }

    public var messageID: String?
    public var correlationID: String?
    public var replyTo: String?
    public var contentType: String?
    /// The message's name, for example `queue.ticket.enqueue.v1`.
    public var type: String?
    public var appID: String?
    /// The broker drops the message from a queue when it has waited this long.
    public var expirationMilliseconds: Int?
    public var deliveryMode: DeliveryMode
    public var headers: [String: FieldValue]
    /// Seconds since 1970, the sender's clock.
    public var timestamp: Int64?

    public init(
        messageID: String? = nil, correlationID: String? = nil, replyTo: String? = nil, contentType: String? = nil,
        type: String? = nil, appID: String? = nil, expirationMilliseconds: Int? = nil,
        deliveryMode: DeliveryMode = .persistent, headers: [String: FieldValue] = [:], timestamp: Int64? = nil
    ) {
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.contentType = contentType
        self.type = type
        self.appID = appID
        self.expirationMilliseconds = expirationMilliseconds
        self.deliveryMode = deliveryMode
        self.headers = headers
        self.timestamp = timestamp
    }
}
