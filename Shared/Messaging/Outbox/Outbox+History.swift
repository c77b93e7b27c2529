import Contracts
import FoundationEssentials
import Postgres

extension Outbox {
    /// Some of what was committed, in that order, whether it was published or not.
    public struct Page: Sendable {
        public var events: [OutboxEvent]
        /// Where to go on; `nil` when there is nothing more.
        public var next: OutboxCursor?
    }

    /// Events that were committed in a time, at most so many.
    ///
    /// - Parameters:
    ///   - since: at this moment or later.
    ///   - until: before this moment.
    ///   - types: of these alone; `nil` is of all.
    ///   - cursor: behind this place.
    public static func page(
        since: Timestamp?, until: Timestamp?, types: [String]? = nil, after cursor: OutboxCursor?, limit: Int,
        in session: some PostgresSession
    ) async throws(PostgresError) -> Page {
        let rows = try await session.query(
            """
            SELECT \(OutboxEvent.columns), floor(extract(epoch FROM created_at) * 1000000)::int8 AS created_us
            FROM outbox
            WHERE \(chosen)
                AND (created_at, id)
                    > (coalesce('epoch'::timestamptz + $4::int8 * interval '1 us', '-infinity'), coalesce($5::int8, 0))
            ORDER BY created_at, id LIMIT $6
            """, since?.milliseconds, until?.milliseconds, types, cursor?.microseconds, cursor?.row, limit)
        var page = Page(events: [], next: nil)
        for row in rows { page.events.append(try OutboxEvent(row)) }
        if let last = rows.last, page.events.count == limit {
            page.next = OutboxCursor(microseconds: try last.decode("created_us"), row: try last.decode("id"))
        }
        return page
    }

    /// How many there are of these.
    public static func count(
        since: Timestamp?, until: Timestamp?, types: [String]? = nil, in session: some PostgresSession
    ) async throws(PostgresError) -> Int {
        let row = try await session.first(
            "SELECT count(*) FROM outbox WHERE \(chosen)", since?.milliseconds, until?.milliseconds, types)
        return try row?.decode(0) ?? 0
    }

    /// By the first three parameters: milliseconds, milliseconds, types; any may be NULL.
    private static let chosen = """
        created_at >= coalesce('epoch'::timestamptz + $1::int8 * interval '1 ms', '-infinity')
            AND created_at < coalesce('epoch'::timestamptz + $2::int8 * interval '1 ms', 'infinity')
            AND ($3::text[] IS NULL OR type = ANY ($3::text[]))
        """
}

extension OutboxEvent {
    /// The event as it is told, to the byte: CloudEvents, JSON on one line.
    public func json(source: ServiceName) throws -> Data { try cloudEvent(source: source).json() }

    func cloudEvent(source: ServiceName) -> CloudEvent {
        CloudEvent(
            id: id, source: source, type: type, subject: subject, time: time, sequence: sequence, trace: trace,
            data: Data(data.utf8))
    }
}
