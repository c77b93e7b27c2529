import Contracts

/// Limits for the queues or exchanges whose names match; of several the one with the highest priority holds.
public struct BrokerPolicy: Sendable, Hashable {
    public enum Target: String, Codable, Sendable, Hashable {
        case queues
        case exchanges
        case all
    }

    public var name: String
    /// A regular expression.
    public var pattern: String
    public var appliesTo: Target
    public var priority: Int
    /// RabbitMQ's keys, such as `message-ttl` (milliseconds) and `max-length-bytes`.
    public var definition: [String: JSONValue]

    public init(name: String, pattern: String, appliesTo: Target, priority: Int, definition: [String: JSONValue]) {
        self.name = name
        self.pattern = pattern
        self.appliesTo = appliesTo
        self.priority = priority
        self.definition = definition
    }
}
