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

/// A heap of timers by deadline; equal deadlines fire in the order in which they were set. Cancelled timers leave when
/// they come up, or all at once when they are the larger part.
struct TimerQueue {
    private var heap: [LoopTimer] = []
    private var sequence: UInt64 = 0

    /// Nanoseconds of the loop's clock at which the next timer is due; nil when there is none.
    var nextDeadline: UInt64? {
        mutating get {
            while let first = heap.first, first.action == nil { removeFirst() }
            return heap.first?.deadline
        }
    }

    mutating func insert(deadline: UInt64, action: @escaping () -> Void) -> LoopTimer {
        if heap.count > 1024, heap.count.isMultiple(of: 1024) { dropCancelled() }
        sequence += 1
        let timer = LoopTimer(deadline: deadline, sequence: sequence, action: action)
        heap.append(timer)
        siftUp(heap.count - 1)
        return timer
    }

    /// The next timer that is due, taken out; nil when none is.
    mutating func popDue(at now: UInt64) -> LoopTimer? {
        guard let deadline = nextDeadline, deadline <= now else { return nil }
        return removeFirst()
    }

    private mutating func dropCancelled() {
        let alive = heap.filter { $0.action != nil }
        guard alive.count < heap.count / 2 else { return }
        heap = alive.sorted(by: Self.before)
    }

    @discardableResult
    private mutating func removeFirst() -> LoopTimer {
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        siftDown(0)
        return first
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.before(heap[child], heap[parent]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if Self.before(heap[child], heap[smallest]) { smallest = child }
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }

    private static func before(_ left: LoopTimer, _ right: LoopTimer) -> Bool {
        (left.deadline, left.sequence) < (right.deadline, right.sequence)
    }
}
