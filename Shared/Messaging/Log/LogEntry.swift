import AMQP
import Contracts
import FoundationEssentials
import Tracing

/// An event as it stands in the log.
public struct LogEntry: Sendable, Hashable {
    /// Counts the entries of the log, with gaps.
    public let offset: Int64
    /// The whole event, as it was published: JSON on one line.
    public let json: Data

    init(offset: Int64, json: Data) {
        self.offset = offset
        self.json = json
    }

    /// Reads the event. Throws when it isn't one of ours.
    public func event() throws -> LoggedEvent { try LoggedEvent(json: json) }
}

/// An event, read: what CloudEvents calls its attributes, and its data.
public struct LoggedEvent: Sendable, Hashable {
    /// The same however often it is told.
    public let id: String
    public let type: String
    public let subject: String
    /// When it was committed.
    public let time: Timestamp?
    /// Counts the events of the subject.
    public let sequence: Int?
    public let trace: TraceContext?
    /// JSON, to be decoded by whoever knows the type.
    public let data: Data

    /// Reads one. Throws when it isn't one of ours.
    public init(json: Data) throws {
        let event = try CloudEvent(json: json)
        id = event.id
        type = event.type
        subject = event.subject
        time = event.time
        sequence = event.sequence
        trace = event.trace
        data = event.data
    }
}
