import Synchronization

/// A floating-point number that several threads set and add to.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(Double(0).bitPattern)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var present = bits.load(ordering: .relaxed)
        while true {
            let sum = Double(bitPattern: present) + amount
            let (done, original) = bits.weakCompareExchange(
                expected: present, desired: sum.bitPattern, ordering: .relaxed)
            if done { return }
            present = original
        }
    }
}
