import Contracts

/// What is told about an event beside its data.
public struct ReceivedEvent: Sendable, Hashable {
    /// The same over all deliveries of the event.
    public let id: String
    public let source: ServiceName
    public let type: String
    public let subject: String
    /// When it happened, by the database of its source.
    public let time: Timestamp?
    /// Counts the events of one subject.
    public let sequence: Int?
    /// How often it was delivered before, to anybody; 0 where the queue doesn't count.
    public let deliveryCount: Int
}
