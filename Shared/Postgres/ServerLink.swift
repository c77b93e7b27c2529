import CPostgres
import Glibc
import Logging

/// One live connection of libpq. Blocks its thread while the server works.
///
/// Not `Sendable`: made, used and freed by one `ServerConnection`, on that actor's thread. It stands in pipeline mode
/// all its life, except within `script`, so that a statement is prepared and run in the same round trip.
final class ServerLink {
    private let connection: OpaquePointer
    private let notices: NoticeSink
    private var prepared = PreparedStatements()

    /// Connects and sets the session up, within the configuration's connect timeout.
    ///
    /// Throws `.unavailable` with libpq's explanation, which holds no password.
    init(_ configuration: PostgresConfiguration, logger: Logger) throws(PostgresError) {
        let limit = ContinuousClock.now + configuration.connectTimeout
        notices = NoticeSink(logger: logger)
        guard let connection = ConnectionParameters(configuration).start() else {
            throw PostgresError(.unavailable, "libpq has no memory for a connection")
        }
        self.connection = connection
        notices.attach(to: connection)
        try Self.finishConnecting(connection, limit: limit)
        do throws(PostgresError) {
            guard PQsetnonblocking(connection, 1) == 0 else { throw lost(rolledBack: true) }
            try simpleQuery(configuration.sessionSetup, limit: limit)
            guard PQenterPipelineMode(connection) == 1 else { throw lost(rolledBack: true) }
        } catch {
            throw PostgresError(.unavailable, error.message, sqlState: error.sqlState)
        }
    }

    deinit { PQfinish(connection) }

    /// Whether the server sees an open transaction in this session, and whether it is still good.
    var transactionStatus: PGTransactionStatusType { PQtransactionStatus(connection) }

    /// False when the server has closed the connection, or said anything unasked that ends it, since the last use.
    func isAlive() -> Bool {
        guard PQstatus(connection) == CONNECTION_OK else { return false }
        var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 0) > 0 else { return true }
        guard PQconsumeInput(connection) == 1 else { return false }
        // Parses what came; a session's end is told as a notice first, and the closing may follow a moment later.
        _ = PQisBusy(connection)
        if notices.sessionEnded { return false }
        guard poll(&descriptor, 1, 0) > 0 else { return PQstatus(connection) == CONNECTION_OK }
        return PQconsumeInput(connection) == 1 && PQstatus(connection) == CONNECTION_OK
    }

    /// Runs the statements in order, up to the end or the first error, in one round trip.
    ///
    /// - Parameter commitPosition: the place of the statement whose success commits: that of a COMMIT, the number of
    ///   statements when they commit at their end, nil when nothing is committed by them.
    /// - Parameter limit: how long it may take before the connection is given up.
    ///
    /// Throws `.server` when a statement is refused; `.connectionLost` or `.outcomeUnknown` when the connection is gone,
    /// and this link is good for nothing any more.
    func roundTrip(
        _ statements: [PostgresStatement], commitPosition: Int?, limit: Duration?
    ) throws(PostgresError) -> [PostgresRows] {
        var trip = RoundTrip(statements: statements.count, commitPosition: commitPosition)
        for (index, statement) in statements.enumerated() {
            let plan = prepared.plan(for: statement.sql)
            if case .prepare(let name) = plan {
                guard PQsendPrepare(connection, name, statement.sql, 0, nil) == 1 else {
                    throw trip.lost(errorMessage)
                }
                trip.sent(.prepare(sql: statement.sql, name: name, statement: index))
            }
            guard send(statement, plan) else { throw trip.lost(errorMessage) }
            trip.sent(.execute(statement: index))
        }
        guard PQpipelineSync(connection) == 1 else { throw trip.lost(errorMessage) }
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            try waitForResult(deadline) { trip.lost($0) }
            let event = trip.received(PQgetResult(connection).map(ResultHandle.init))
            switch event {
            case .more: continue
            case .prepared(let sql, let name): prepared.remember(name, for: sql)
            case .finished(let rows): return rows
            case .refused(let error):
                if error.sqlState == .invalidStatementName || error.sqlState == .featureNotSupported { forgetPlans() }
                throw error
            case .lost(let error): throw error
            }
        }
    }

    /// Runs SQL of any number of statements, without parameters; outside of a transaction they are one.
    func script(_ sql: String, limit: Duration?) throws(PostgresError) {
        guard PQexitPipelineMode(connection) == 1 else { throw lost(rolledBack: true) }
        var refusal: PostgresError?
        do throws(PostgresError) {
            try simpleQuery(sql, limit: limit.map { ContinuousClock.now + $0 })
        } catch {
            guard error.kind == .server else { throw error }
            refusal = error
        }
        guard PQenterPipelineMode(connection) == 1 else { throw lost(rolledBack: false) }
        if let refusal { throw refusal }
    }

    /// Ends whatever transaction is open. Throws `.connectionLost`, which comes to the same.
    func rollback(limit: Duration?) throws(PostgresError) {
        guard transactionStatus != PQTRANS_IDLE else { return }
        _ = try roundTrip([PostgresStatement("ROLLBACK")], commitPosition: nil, limit: limit)
    }

    /// After a migration changed a table under a plan, or a pooler gave us another session.
    private func forgetPlans() { prepared = PreparedStatements(startingAt: prepared.nextNumber) }

    private func send(_ statement: PostgresStatement, _ plan: PreparedStatements.Plan) -> Bool {
        ParameterBlock.withPointers(statement.parameters) { count, values, lengths, formats in
            switch plan {
            case .prepare(let name), .ready(let name):
                PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0) == 1
            case .unprepared:
                PQsendQueryParams(connection, statement.sql, count, nil, values, lengths, formats, 0) == 1
            }
        }
    }

    private func simpleQuery(_ sql: String, limit: ContinuousClock.Instant?) throws(PostgresError) {
        guard PQsendQuery(connection, sql) == 1 else { throw lost(rolledBack: true) }
        var refusal: PostgresError?
        while true {
            try waitForResult(limit) { PostgresError(.outcomeUnknown, $0) }
            guard let result = PQgetResult(connection).map(ResultHandle.init) else { break }
            if result.status == PGRES_FATAL_ERROR { refusal = refusal ?? result.error }
        }
        guard PQstatus(connection) == CONNECTION_OK else { throw lost(rolledBack: false) }
        if let refusal { throw refusal }
    }

    /// Sends what is left to send and reads, until `PQgetResult` can answer without waiting.
    private func waitForResult(
        _ deadline: ContinuousClock.Instant?, orThrow loss: (String) -> PostgresError
    ) throws(PostgresError) {
        while true {
            let unsent = PQflush(connection)
            if unsent < 0 { throw loss(errorMessage) }
            if PQisBusy(connection) == 0 { return }
            let events = Int16(unsent > 0 ? POLLIN | POLLOUT : POLLIN)
            guard Self.wait(for: events, on: connection, until: deadline) else {
                throw loss("the server did not answer in time")
            }
            if PQconsumeInput(connection) == 0, PQisBusy(connection) == 1 { throw loss(errorMessage) }
        }
    }

    private static func finishConnecting(
        _ connection: OpaquePointer, limit: ContinuousClock.Instant
    ) throws(PostgresError) {
        guard PQstatus(connection) != CONNECTION_BAD else { throw failure(.unavailable, connection) }
        var events = Int16(POLLOUT)
        while true {
            guard wait(for: events, on: connection, until: limit) else {
                throw PostgresError(.unavailable, "connecting took too long")
            }
            switch PQconnectPoll(connection) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: events = Int16(POLLIN)
            case PGRES_POLLING_WRITING: events = Int16(POLLOUT)
            default: throw failure(.unavailable, connection)
            }
        }
    }

    /// False when the deadline has passed.
    private static func wait(
        for events: Int16, on connection: OpaquePointer, until deadline: ContinuousClock.Instant?
    ) -> Bool {
        while true {
            var descriptor = pollfd(fd: PQsocket(connection), events: events, revents: 0)
            let remaining = deadline.map { max(0, (ContinuousClock.now.duration(to: $0)).milliseconds + 1) } ?? -1
            let ready = poll(&descriptor, 1, Int32(clamping: remaining))
            if ready > 0 { return true }
            if ready < 0, errno != EINTR { return true }  // libpq's next call says what is wrong
            if let deadline, ContinuousClock.now >= deadline { return false }
        }
    }

    private var errorMessage: String { String(cString: PQerrorMessage(connection)).trimmed }

    private func lost(rolledBack: Bool) -> PostgresError {
        Self.failure(rolledBack ? .connectionLost : .outcomeUnknown, connection)
    }

    private static func failure(_ kind: PostgresError.Kind, _ connection: OpaquePointer) -> PostgresError {
        PostgresError(kind, String(cString: PQerrorMessage(connection)).trimmed)
    }
}
