import Collections

/// A timer of an `EventLoop`; it fires once. Touched on the loop's thread only, hence `@unchecked`.
public final class LoopTimer: @unchecked Sendable {
    let deadline: UInt64
    let sequence: UInt64
    var action: (() -> Void)?

    init(deadline: UInt64, sequence: UInt64, action: @escaping () -> Void) {
        self.deadline = deadline
        self.sequence = sequence
        self.action = action
    }

    /// Does nothing when the timer has fired.
    public func cancel() { action = nil }
}

extension LoopTimer: Comparable {
    public static func < (left: LoopTimer, right: LoopTimer) -> Bool {
        (left.deadline, left.sequence) < (right.deadline, right.sequence)
    }

    public static func == (left: LoopTimer, right: LoopTimer) -> Bool { left === right }
}

/// Timers by deadline; equal deadlines fire in the order in which they were set. Cancelled timers leave when they come
/// up, or all at once now and then.
struct TimerQueue {
    private var timers = Heap<LoopTimer>()
    private var sequence: UInt64 = 0
    /// When so many are there, the cancelled ones leave.
    private var sweepAt = 1024

    /// Nanoseconds of the loop's clock at which the next timer is due; nil when there is none.
    var nextDeadline: UInt64? {
        mutating get {
            while let first = timers.min, first.action == nil { _ = timers.popMin() }
            return timers.min?.deadline
        }
    }

    mutating func insert(deadline: UInt64, action: @escaping () -> Void) -> LoopTimer {
        if timers.count >= sweepAt {
            timers.removeAll { $0.action == nil }
            sweepAt = max(1024, timers.count * 2)
        }
        sequence += 1
        let timer = LoopTimer(deadline: deadline, sequence: sequence, action: action)
        timers.insert(timer)
        return timer
    }

    /// The next timer that is due, taken out; nil when none is.
    mutating func popDue(at now: UInt64) -> LoopTimer? {
        guard let deadline = nextDeadline, deadline <= now else { return nil }
        return timers.popMin()
    }
}
