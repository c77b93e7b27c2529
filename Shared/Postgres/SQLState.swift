/// The five characters by which SQL names an error, as in the appendix "PostgreSQL Error Codes" of its manual.
public struct SQLState: Sendable, Hashable {
    /// Five digits or capital letters; the first two are the class.
    public let code: String

    /// Takes the code as the server sent it.
    public init(_ code: String) { self.code = code }

    /// A row with the same key exists.
    public static let uniqueViolation = SQLState("23505")
    /// The row that is pointed to does not exist.
    public static let foreignKeyViolation = SQLState("23503")
    /// A check constraint refused the row.
    public static let checkViolation = SQLState("23514")
    /// Two transactions can't be brought into an order.
    public static let serializationFailure = SQLState("40001")
    /// Two transactions waited for one another.
    public static let deadlockDetected = SQLState("40P01")
    /// `lock_timeout` passed, or `NOWAIT` found the row locked.
    public static let lockNotAvailable = SQLState("55P03")
    /// `statement_timeout` passed, or somebody cancelled.
    public static let queryCanceled = SQLState("57014")
    /// The table does not exist: most often, migrations have not run.
    public static let undefinedTable = SQLState("42P01")
    /// A prepared statement is gone, as after `DISCARD ALL` or behind a pooler that moved us.
    public static let invalidStatementName = SQLState("26000")
    /// Among others: "cached plan must not change result type", after a migration altered a table.
    public static let featureNotSupported = SQLState("0A000")

    /// True for what the server rolled back because of the moment, not because of the statement.
    var isTransient: Bool {
        self == .serializationFailure || self == .deadlockDetected || self == .invalidStatementName
            || self == .featureNotSupported || endsConnection
    }

    /// True when the server ends the session with it: shut down (57P01), crash of another backend (57P02), not up yet
    /// (57P03), database dropped (57P04), idle timeouts (57P05, 25P03), class 08 (connection) and 53300 (too many).
    var endsConnection: Bool {
        code.hasPrefix("08") || code.hasPrefix("57P") || code == "25P03" || code == "53300"
    }
}
