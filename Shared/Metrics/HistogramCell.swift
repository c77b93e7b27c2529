import Synchronization

/// The buckets behind a timer or recorder: counts per upper bound, and the sum of all values.
///
/// `@unchecked Sendable`: `counts` is allocated in `init` and freed in `deinit`; its elements are atomics.
final class HistogramCell: RecorderHandler, TimerHandler, @unchecked Sendable {
    /// What a scrape sees.
    struct Snapshot: Sendable {
        let bounds: [Double]
        /// Not cumulative; one more than `bounds`, the last for what exceeds them all.
        let counts: [Int]
        let sum: Double
    }

    private let bounds: [Double]
    private let counts: UnsafeMutablePointer<Atomic<Int>>
    private let sum = AtomicDouble()

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = .allocate(capacity: bounds.count + 1)
        for index in 0...bounds.count { (counts + index).initialize(to: Atomic(0)) }
    }

    deinit {
        counts.deinitialize(count: bounds.count + 1)
        counts.deallocate()
    }

    /// Values that aren't numbers are dropped, since they would spoil the sum for good.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        counts[index].wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1_000_000_000)
    }

    func snapshot() -> Snapshot {
        Snapshot(
            bounds: bounds, counts: (0...bounds.count).map { counts[$0].load(ordering: .relaxed) }, sum: sum.value)
    }
}
