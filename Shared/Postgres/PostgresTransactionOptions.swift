/// How a transaction sees the others, and how long it may take.
public struct PostgresTransactionOptions: Sendable, Hashable {
    /// What a transaction sees of those that commit meanwhile.
    public enum Isolation: String, Sendable, Hashable {
        /// Each statement sees what is committed when it begins.
        case readCommitted = "READ COMMITTED"
        /// All statements see what was committed at the first one; conflicting updates fail with 40001.
        case repeatableRead = "REPEATABLE READ"
        /// As if transactions ran one after another; those that can't fail with 40001.
        case serializable = "SERIALIZABLE"
    }

    /// What it sees of the others.
    public var isolation: Isolation
    /// True refuses every write; an outcome is then never unknown.
    public var isReadOnly: Bool
    /// Replaces the configuration's statement timeout; zero is without limit.
    public var statementTimeout: Duration?

    /// By default read committed, writing, with the configured statement timeout.
    public init(
        isolation: Isolation = .readCommitted, isReadOnly: Bool = false, statementTimeout: Duration? = nil
    ) {
        self.isolation = isolation
        self.isReadOnly = isReadOnly
        self.statementTimeout = statementTimeout
    }

    /// The statements that open it, sent with the first of its own.
    var opening: [PostgresStatement] {
        var begin = "BEGIN ISOLATION LEVEL \(isolation.rawValue)"
        if isReadOnly { begin += " READ ONLY" }
        var statements = [PostgresStatement(begin)]
        if let statementTimeout {
            statements.append(PostgresStatement("SET LOCAL statement_timeout = \(statementTimeout.milliseconds)"))
        }
        return statements
    }
}
