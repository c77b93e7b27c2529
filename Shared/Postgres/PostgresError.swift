/// Why something asked of Postgres was not done, or why nobody knows whether it was.
public struct PostgresError: Error, Sendable, Hashable {
    /// What a caller can act on.
    public enum Kind: Sendable, Hashable {
        /// No connection could be had: the server is down, or refuses, or all connections stayed busy past the deadline.
        /// Nothing was sent.
        case unavailable
        /// The connection was lost before a commit was sent: the server has rolled everything back.
        case connectionLost
        /// The connection was lost while a commit was under way: it may have happened or not. The caller must look.
        case outcomeUnknown
        /// The server refused a statement; `sqlState` says why.
        case server
        /// The transaction was ended by COMMIT, but the server had already aborted it and rolled it back.
        case rolledBack
        /// A value could not be decoded, or a column is missing.
        case decoding
        /// A setting, a statement or the order of calls is wrong; retrying can't help.
        case misuse
    }

    /// What a caller can act on.
    public var kind: Kind
    /// What happened, in the server's words where it said something.
    public var message: String
    /// The five characters of SQLSTATE, when the server refused.
    public var sqlState: SQLState?
    /// The server's detail: never shown to users, since it holds values.
    public var detail: String?
    /// The constraint that was violated.
    public var constraint: String?
    /// The table that the error is about.
    public var table: String?

    init(_ kind: Kind, _ message: String, sqlState: SQLState? = nil) {
        self.kind = kind
        self.message = message
        self.sqlState = sqlState
    }

    /// True when the same transaction may simply be run again: nothing of it has happened, and it may well succeed.
    public var isRetriable: Bool {
        switch kind {
        case .unavailable, .connectionLost, .rolledBack: true
        case .server: sqlState?.isTransient ?? false
        case .outcomeUnknown, .decoding, .misuse: false
        }
    }

    /// True when no connection could be had at all; an RPC handler answers 503.
    public var isUnavailable: Bool { kind == .unavailable }

    /// True when it isn't known whether the transaction was committed.
    public var isOutcomeUnknown: Bool { kind == .outcomeUnknown }

    /// True when a row with the same key is already there; `constraint` names the key.
    public var isUniqueViolation: Bool { sqlState == .uniqueViolation }
}

extension PostgresError: CustomStringConvertible {
    public var description: String {
        var text = "\(kind): \(message)"
        if let sqlState { text += " (SQLSTATE \(sqlState.code))" }
        if let constraint { text += ", constraint \(constraint)" }
        return text
    }
}
