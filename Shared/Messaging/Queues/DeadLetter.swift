import AMQP
import Contracts
import FoundationEssentials

/// A message that was given up, as `muster dead show` tells of it.
public struct DeadLetter: Sendable, Hashable {
    /// Names it; an event's is the event's own, so that two copies of one event have the same.
    public let id: String
    /// Why it was given up: `undecodable`, `failed`, `redelivered`.
    public let reason: String
    /// When, by the clock of whoever gave it up.
    public let buriedAt: Timestamp?
    /// How it had come to the queue.
    public let exchange: String
    public let routingKey: String
    public let body: Data

    init(_ message: Message) {
        let (properties, headers) = (message.properties, message.properties.headers)
        id = properties.messageID ?? ""
        reason = headers[Header.reason]?.stringValue ?? "unknown"
        buriedAt = properties.timestamp.map { Timestamp(milliseconds: $0 * 1000) }
        exchange = headers[Header.exchange]?.stringValue ?? ""
        routingKey = headers[Header.routingKey]?.stringValue ?? ""
        body = message.body
    }

    /// What a message gets with it into the dead letters.
    enum Header {
        static let reason = "muster-reason"
        static let exchange = "muster-exchange"
        static let routingKey = "muster-routing-key"
    }
}
