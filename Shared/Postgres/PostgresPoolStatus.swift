/// What a pool looks like from outside, for readiness and metrics.
public struct PostgresPoolStatus: Sendable, Hashable {
    /// Connections that wait for work.
    public var idle: Int
    /// Connections in use.
    public var lent: Int
    /// Connections being made.
    public var connecting: Int
    /// How many wait for a connection.
    public var waiting: Int
    /// What the last attempt to connect said, nil once one has succeeded.
    public var lastFailure: String?
    /// True once it takes no more work.
    public var isClosing: Bool

    /// True while there is a live connection: the service can answer.
    public var isReady: Bool { !isClosing && idle + lent > 0 }
}
