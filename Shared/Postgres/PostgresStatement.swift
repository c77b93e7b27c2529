/// One SQL statement and the values for its `$1`, `$2` …
///
/// It is prepared once on each connection, by its text: a text must not be made for each call out of values.
public struct PostgresStatement: Sendable, Hashable {
    /// SQL, a single statement, never built from what users send.
    public let sql: String
    /// The value of `$1` first.
    public let parameters: [PostgresParameter]

    /// A statement with the values for `$1`, `$2` … in that order.
    public init(_ sql: String, _ parameters: any PostgresEncodable...) {
        self.init(sql, parameters: parameters.map(\.postgresParameter))
    }

    /// A statement with values that have been encoded already.
    public init(_ sql: String, parameters: [PostgresParameter]) {
        self.sql = sql
        self.parameters = parameters
    }
}
