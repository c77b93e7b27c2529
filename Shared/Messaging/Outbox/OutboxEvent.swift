import Contracts
import Postgres
import Tracing

/// An event as an ``Outbox`` keeps it: everything of a CloudEvents message but its source.
public struct OutboxEvent: Sendable, Hashable {
    public let id: String
    /// Also the routing key.
    public let type: String
    public let subject: String
    public let audience: EventAudience
    /// When it was committed.
    public let time: Timestamp
    /// Counts the events of one subject.
    public let sequence: Int?
    /// Of the request that caused it.
    public let trace: TraceContext?
    /// JSON.
    public let data: String
    /// The row.
    let row: Int

    static let columns = """
        id, event_id, audience, type, subject, sequence, traceparent, data,
        floor(extract(epoch FROM created_at) * 1000)::int8 AS created_ms
        """

    init(_ row: PostgresRow) throws(PostgresError) {
        self.row = try row.decode("id")
        id = try row.decode("event_id")
        type = try row.decode("type")
        subject = try row.decode("subject")
        audience = try row.decode("audience", as: String.self) == "operators" ? .operators : .services
        time = Timestamp(milliseconds: try row.decode("created_ms"))
        sequence = try row.decode("sequence")
        trace = try row.decode("traceparent", as: String?.self).flatMap(TraceContext.init(traceParentHeaderValue:))
        data = try row.decode("data")
    }
}
