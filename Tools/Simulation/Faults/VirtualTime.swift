import Contracts

/// Microseconds since the simulation began.
struct VirtualTime: Sendable, Hashable, Comparable {
    var microseconds: Int64

    static let zero = VirtualTime(microseconds: 0)
    static func < (left: VirtualTime, right: VirtualTime) -> Bool { left.microseconds < right.microseconds }
    static func + (left: VirtualTime, right: Duration) -> VirtualTime {
        let (seconds, attoseconds) = right.components
        return VirtualTime(microseconds: left.microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    /// As the simulated database tells it: its clock began in 2026.
    var timestamp: Timestamp { Timestamp(milliseconds: 1_790_000_000_000 + microseconds / 1000) }

    init(microseconds: Int64) { self.microseconds = microseconds }
    init(_ timestamp: Timestamp) { microseconds = (timestamp.milliseconds - 1_790_000_000_000) * 1000 }
}
