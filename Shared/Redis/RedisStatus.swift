/// What a client looks like from outside, for readiness and metrics.
public struct RedisStatus: Sendable, Hashable {
    /// True while there is a connection that has greeted.
    public var isReady = false
    /// What ended the last connection or attempt; nil once one has succeeded.
    public var lastFailure: String?
}
