import Contracts
import Postgres
import Threads
import Tracing

/// Events that are committed in the transaction that makes them true, and published afterwards by an ``OutboxRelay``.
///
/// Nothing is told that didn't happen, and nothing that happened stays untold, whichever process dies in between. A row is
/// marked as sent once the broker has confirmed it; until then every relay finds it, so an event may arrive more than once,
/// always under the same id. Events of one subject are published in the order in which they were committed.
public struct Outbox: Sendable {
    /// SQL for one of the service's migrations.
    public static let schema = """
        CREATE TABLE outbox (
            id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            event_id text NOT NULL UNIQUE,
            -- One subject's events are always in the same one; partitions are relayed independently.
            partition int4 NOT NULL,
            audience text NOT NULL CHECK (audience IN ('operators', 'services')),
            type text NOT NULL,
            subject text NOT NULL,
            sequence int8,
            data text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            -- Rows are marked, never counted past: ids are given before commits happen.
            sent_at timestamptz
        );
        CREATE INDEX outbox_unsent ON outbox (partition, id) WHERE sent_at IS NULL;
        CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL;
        """

    /// SQL for a later migration: events remember the request that caused them.
    public static let traceSchema = "ALTER TABLE outbox ADD COLUMN traceparent text;"

    /// How many relays may work at once over all replicas. May be raised, but not lowered while rows are unsent.
    public let partitions: Int
    let bell = Bell()

    /// Says that something waits, and where. Rings that nobody heard yet merge into one.
    struct Bell: Sendable {
        let rings: AsyncStream<Void>
        private let rope: AsyncStream<Void>.Continuation
        private let partitions = Locked<Set<Int>>([])

        init() { (rings, rope) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

        func ring(_ rung: some Sequence<Int>) {
            partitions.withLock { $0.formUnion(rung) }
            rope.yield()
        }

        /// For which partitions it was rung since this was asked last, in their order.
        func answer() -> [Int] {
            partitions.withLock { partitions in
                defer { partitions = [] }
                return partitions.sorted()
            }
        }

        /// What has been rung is still heard, then nothing more.
        func finish() { rope.finish() }
    }

    public init(partitions: Int = 1) {
        precondition(partitions > 0)
        self.partitions = partitions
    }

    /// Commits an event with the transaction, as part of the trace of the present task.
    ///
    /// - Parameters:
    ///   - id: tells the event from all others, for ever; random unless given.
    ///   - sequence: counts the events of one subject, for those who care.
    public func append<Told: Event>(
        _ event: Told, id: String? = nil, sequence: Int? = nil, to transaction: PostgresTransaction
    ) throws(PostgresError) {
        append([try draft(event, id: id, sequence: sequence)], to: transaction)
    }

    /// An event as part of the trace of the present task, to be committed with others by ``append(_:to:)``.
    public func draft<Told: Event>(
        _ event: Told, id: String? = nil, sequence: Int? = nil
    ) throws(PostgresError) -> OutboxDraft {
        var generator = SystemRandomNumberGenerator()
        return OutboxDraft(
            id: id ?? RandomText.base32(length: 26, using: &generator), partition: partition(of: event.subject),
            audience: Told.audience == .operators ? "operators" : "services", type: Told.type, subject: event.subject,
            sequence: sequence, trace: ServiceContext.current?.traceContext?.traceParentHeaderValue,
            data: try Self.data(of: event))
    }

    /// Commits events with the transaction, in this order.
    public func append(_ drafts: [OutboxDraft], to transaction: PostgresTransaction) {
        guard !drafts.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO outbox (event_id, partition, audience, type, subject, sequence, traceparent, data)
            SELECT event_id, partition, audience, type, subject, sequence, traceparent, data
            FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::text[], $8::text[])
                WITH ORDINALITY
                AS told(event_id, partition, audience, type, subject, sequence, traceparent, data, place)
            ORDER BY place
            """, drafts.map(\.id), drafts.map(\.partition), drafts.map(\.audience), drafts.map(\.type),
            drafts.map(\.subject), drafts.map(\.sequence), drafts.map(\.trace), drafts.map(\.data))
    }

    /// As JSON, members in the order of their names.
    private static func data(of event: some Event) throws(PostgresError) -> PostgresParameter {
        try .json(event) { try VerbatimJSON.encode($0, formatting: [.sortedKeys, .withoutEscapingSlashes]) }
    }

    /// Publishes soon what has been committed about a subject. Without it, a relay finds it within a second or so.
    public func wake(_ subject: String) {
        bell.ring([partition(of: subject)])
    }

    /// Whether something waits to be published, other than events of these types.
    public func hasUnsent(
        except types: [String] = [], in session: some PostgresSession
    ) async throws(PostgresError) -> Bool {
        let row = try await session.first(
            "SELECT EXISTS (SELECT FROM outbox WHERE sent_at IS NULL AND type <> ALL ($1::text[]))", types)
        return try row?.decode(0) ?? false
    }

    /// Forgets events that were published so long ago. Not for a service that has to tell its history again.
    public static func purge(sentBefore age: Duration) -> PostgresStatement {
        PostgresStatement("DELETE FROM outbox WHERE sent_at < now() - $1::interval", age)
    }

    /// FNV-1a (32 bit) over the subject: the same in every process and release.
    func partition(of subject: String) -> Int {
        var hash: UInt32 = 0x811c_9dc5
        for byte in subject.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(hash % UInt32(partitions))
    }

    func wakeAll() { bell.ring(0..<partitions) }

    /// What has been committed is still published, then nothing more.
    func finish() {
        wakeAll()
        bell.finish()
    }
}
