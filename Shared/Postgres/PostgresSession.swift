/// What statements can be given to: a pool, a connection held for a while, or a transaction. A store's functions take
/// `some PostgresSession`, and their callers decide what belongs together.
public protocol PostgresSession: Sendable {
    /// Runs the statements in this order in one round trip and gives back what each of them gave.
    ///
    /// Outside of a transaction they are one: all happen or none. When one fails, those behind it are not run, and its
    /// error is thrown.
    @discardableResult
    func batch(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresRows]
}

extension PostgresSession {
    /// Runs one statement and gives back its rows.
    @discardableResult
    public func query(_ statement: PostgresStatement) async throws(PostgresError) -> PostgresRows {
        try await batch([statement])[0]
    }

    /// Runs one statement with the values for `$1`, `$2` … and gives back its rows.
    @discardableResult
    public func query(_ sql: String, _ parameters: any PostgresEncodable...) async throws(PostgresError) -> PostgresRows
    {
        try await query(PostgresStatement(sql, parameters: parameters.map(\.postgresParameter)))
    }

    /// The first row of the answer, nil when there is none.
    public func first(_ sql: String, _ parameters: any PostgresEncodable...) async throws(PostgresError) -> PostgresRow?
    {
        try await query(PostgresStatement(sql, parameters: parameters.map(\.postgresParameter))).first
    }

    /// Runs one statement and gives back how many rows it inserted, updated or deleted.
    @discardableResult
    public func execute(_ sql: String, _ parameters: any PostgresEncodable...) async throws(PostgresError) -> Int {
        try await query(PostgresStatement(sql, parameters: parameters.map(\.postgresParameter))).affected
    }
}
