/// What a link is for: publishing, consuming or requesting. Shared between the link's thread and everybody else.
protocol LinkRole: Sendable {
    associatedtype Session: LinkSession

    /// Makes a fresh channel ready (declares, subscribes), and begins a session on it. Called on the link's thread.
    func begin(on channel: ChannelHandle) throws(AMQPError) -> Session

    /// There is no session for the reason given, now or still. What waits for one must be told.
    func unavailable(_ error: AMQPError)

    /// A graceful stop is asked for, from any thread: take nothing new.
    func stopping()

    /// The link has ended for good.
    func stopped()
}

/// What lives as long as one connection does. A value, confined to the link's thread.
protocol LinkSession {
    /// When `expire` wants to be called next.
    var nextDeadline: ContinuousClock.Instant? { get }

    /// True when a graceful stop may close the connection.
    var isDrained: Bool { get }

    /// Writes what others have queued.
    mutating func send(on channel: ChannelHandle) throws(AMQPError)

    /// Takes one event in.
    mutating func receive(_ event: ChannelEvent, on channel: ChannelHandle) throws(AMQPError)

    /// All that had arrived has been received: time to hand on what was collected.
    mutating func received()

    mutating func expire(at now: ContinuousClock.Instant)

    /// The connection is gone or about to be closed: nothing that is outstanding will be answered.
    mutating func end(_ error: AMQPError)
}
