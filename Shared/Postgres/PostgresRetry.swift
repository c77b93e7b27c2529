/// When something that failed is run again.
public enum PostgresRetry: Sendable, Hashable {
    /// Never; the caller sees every error.
    case never
    /// Up to `attempts` runs in all, again only when the server is sure to have rolled back: serialization failure,
    /// deadlock, a connection lost before the commit was sent. Whatever else the closure does must bear repetition.
    case whenRolledBack(attempts: Int)
    /// As above, and again when the outcome is unknown: for what only reads, or may happen twice without harm.
    case idempotent(attempts: Int)

    /// For what only reads.
    public static let readOnly = PostgresRetry.idempotent(attempts: 3)

    /// Whether to run again after `error`, with `attempt` (1 is the first) behind us. A pool that has no connection
    /// isn't asked again: that it is down has already been found out.
    func allows(after error: PostgresError, attempt: Int) -> Bool {
        switch self {
        case .never: false
        case .whenRolledBack(let attempts): attempt < attempts && error.isRetriable && !error.isUnavailable
        case .idempotent(let attempts):
            attempt < attempts && (error.isRetriable || error.isOutcomeUnknown) && !error.isUnavailable
        }
    }
}
