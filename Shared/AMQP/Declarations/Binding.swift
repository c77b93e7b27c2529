/// Messages with `routingKey` of `exchange` go to `queue`.
public struct Binding: Sendable, Hashable {
    public var queue: String
    public var exchange: String
    public var routingKey: String
    public var arguments: [String: FieldValue]

    public init(queue: String, exchange: String, routingKey: String, arguments: [String: FieldValue] = [:]) {
        self.queue = queue
        self.exchange = exchange
        self.routingKey = routingKey
        self.arguments = arguments
    }
}
