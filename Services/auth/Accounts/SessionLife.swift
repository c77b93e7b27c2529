import Contracts

/// How long a session lives: until nobody has used it for a while, and never beyond a fixed age.
public struct SessionLife: Sendable, Hashable {
    /// Dead when unused for so long.
    public var idle: Duration
    /// Dead at this age, however busy.
    public var absolute: Duration
    /// Its last use is written down at most once in this time, so that checking a session costs no write.
    public var touchInterval: Duration

    /// - Parameter touchInterval: shortened to a quarter of `idle` where that is less, so that a session in use never dies.
    public init(
        idle: Duration = .seconds(30 * 60), absolute: Duration = .seconds(12 * 3600),
        touchInterval: Duration = .seconds(60)
    ) {
        precondition(idle > .zero && absolute > .zero && touchInterval > .zero)
        self.idle = idle
        self.absolute = absolute
        self.touchInterval = min(touchInterval, idle / 4)
    }

    public enum Verdict: Sendable, Hashable {
        /// Alive, and its last use is known well enough.
        case alive
        /// Alive; write down that it was used now.
        case touch
        case dead
    }

    /// - Parameters:
    ///   - startedAt: when it was granted.
    ///   - lastUsedAt: the last use that was written down.
    public func judge(startedAt: Timestamp, lastUsedAt: Timestamp, at now: Timestamp) -> Verdict {
        guard now < end(startedAt: startedAt), now - lastUsedAt < idle else { return .dead }
        return now - lastUsedAt >= touchInterval ? .touch : .alive
    }

    /// When it ends for good, whatever is done with it.
    public func end(startedAt: Timestamp) -> Timestamp { startedAt + absolute }
}
