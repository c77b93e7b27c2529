import Contracts
import Tracing

/// An event that was decided in a transaction and is told after it, at least once, in order of its number.
public struct OutboxMessage: Codable, Sendable, Hashable {
    public enum Content: Codable, Sendable, Hashable {
        case confirmed(MatchConfirmation)
        case abandonment(AbandonmentRequested)
    }

    /// Grows within the shard and is never used again, so that a late word about an old one is harmless.
    public var sequence: Int64
    /// The event's id, the same however often it is told.
    public var eventID: String
    public var at: Timestamp
    public var content: Content
    /// Of the request that caused it.
    public var trace: TraceContext?

    public init(sequence: Int64, eventID: String, at: Timestamp, content: Content, trace: TraceContext? = nil) {
        self.sequence = sequence
        self.eventID = eventID
        self.at = at
        self.content = content
        self.trace = trace
    }
}
