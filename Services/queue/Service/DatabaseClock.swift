import Contracts
import Threads

/// The database's time as well as this process can tell: what the database said last, carried on by a clock of our own that
/// nobody sets. Decisions are made with the time of their transaction; this one only says when to begin one.
final class DatabaseClock: Sendable {
    private struct Sample {
        var timestamp: Timestamp
        var instant: ContinuousClock.Instant
    }

    private let sample = Locked(Sample(timestamp: Timestamp(milliseconds: 0), instant: .now))

    /// The database gave this time, in an answer to what was sent at `sent`.
    func note(_ timestamp: Timestamp, sent: ContinuousClock.Instant, received: ContinuousClock.Instant = .now) {
        let middle = sent + (received - sent) / 2
        sample.withLock { $0 = Sample(timestamp: timestamp, instant: middle) }
    }

    var now: Timestamp {
        sample.withLock { $0.timestamp + $0.instant.duration(to: .now) }
    }

    /// When it will be that time there.
    func instant(of timestamp: Timestamp) -> ContinuousClock.Instant {
        sample.withLock { $0.instant + (timestamp - $0.timestamp) }
    }
}
