/// What a channel has to tell, with messages put together.
enum ChannelEvent: Sendable, Hashable {
    case delivered(tag: UInt64, redelivered: Bool, exchange: String, routingKey: String, Message)
    /// A mandatory message that found no queue; its confirm follows.
    case returned(code: UInt16, text: String, exchange: String, routingKey: String, Message)
    case confirmed(tag: UInt64, multiple: Bool, accepted: Bool)
    /// The broker took the consumer away, because its queue was deleted or moved.
    case consumerCancelled(String)
    case blocked(reason: String)
    case unblocked
    /// The channel or the connection is closed by the broker; nothing more will come.
    case closed(AMQPError)
}
