/// A message that the broker has handed to a `Consumer` and that waits to be settled.
public struct Delivery: Sendable, Hashable {
    /// Names a delivery for settling. Tags begin anew with each connection, so that the connection is part of the name.
    public struct ID: Sendable, Hashable {
        let session: UInt64
        let tag: UInt64
    }

    public let id: ID
    public let exchange: String
    public let routingKey: String
    /// True when the message was delivered before, to anybody.
    public let isRedelivered: Bool
    public let message: Message

    /// How often a quorum queue has delivered the message before this time; 0 where the queue doesn't count.
    public var deliveryCount: Int {
        guard let count = message.properties.headers["x-delivery-count"]?.intValue else { return 0 }
        return Int(clamping: count)
    }
}
