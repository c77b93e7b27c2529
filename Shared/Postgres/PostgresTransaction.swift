import Threads

/// A transaction under way, within `PostgresPool.withTransaction`.
public final class PostgresTransaction: PostgresSession {
    private struct State {
        var queued: [PostgresStatement] = []
        var hasEnded = false
    }

    private let number: ServerConnection.TransactionNumber
    private let options: PostgresTransactionOptions
    private let connection: ServerConnection
    private let state = Locked(State())

    init(
        _ number: ServerConnection.TransactionNumber, _ options: PostgresTransactionOptions,
        on connection: ServerConnection
    ) {
        self.number = number
        self.options = options
        self.connection = connection
    }

    /// Runs what is queued and then these statements in one round trip; gives back what these gave.
    ///
    /// After a statement has failed, the server refuses all that follow it in this transaction (SQLSTATE 25P02).
    @discardableResult
    public func batch(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresRows] {
        let queued = try takeQueued()
        let rows = try await connection.transact(number, options, queued + statements)
        return Array(rows.dropFirst(queued.count))
    }

    /// Queues a statement of which no answer is needed: it goes with the next round trip, at the latest that of COMMIT.
    /// Its failure is the failure of what it travels with.
    public func enqueue(_ statement: PostgresStatement) {
        state.withLock { $0.queued.append(statement) }
    }

    /// Queues a statement with the values for `$1`, `$2` …
    public func enqueue(_ sql: String, _ parameters: any PostgresEncodable...) {
        enqueue(PostgresStatement(sql, parameters: parameters.map(\.postgresParameter)))
    }

    /// Runs SQL that may hold several statements, without parameters and without answers: for migrations.
    public func script(_ sql: String) async throws(PostgresError) {
        let queued = try takeQueued()
        if !queued.isEmpty { _ = try await connection.transact(number, options, queued) }
        try await connection.script(number, options, sql)
    }

    func commit() async throws(PostgresError) {
        let queued = try takeQueued()
        state.withLock { $0.hasEnded = true }
        try await connection.commit(number, options, queued)
    }

    func rollback() async {
        state.withLock { $0.hasEnded = true }
        await connection.rollback(number)
    }

    private func takeQueued() throws(PostgresError) -> [PostgresStatement] {
        let queued: [PostgresStatement]? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            defer { state.queued = [] }
            return state.queued
        }
        guard let queued else { throw PostgresError(.misuse, "the transaction is over") }
        return queued
    }
}
