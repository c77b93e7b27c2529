/// How a connection is doing, for readiness and waiting; a pure value.
struct LinkStatus: Sendable {
    enum Phase: Sendable, Hashable {
        /// Not connected; the reason is the last failure's.
        case down(AMQPError)
        case up
        case stopped
    }

    private(set) var phase = Phase.down(AMQPError(.unavailable, "not connected yet"))
    /// The broker's reason while it has blocked publishers.
    private(set) var blocked: String?

    var isUp: Bool { phase == .up }

    mutating func connected() {
        phase = .up
        blocked = nil
    }

    mutating func lost(_ error: AMQPError) {
        if phase != .stopped { phase = .down(error) }
        blocked = nil
    }

    mutating func block(_ reason: String) { blocked = reason }
    mutating func unblock() { blocked = nil }

    mutating func ended() {
        phase = .stopped
        blocked = nil
    }
}
