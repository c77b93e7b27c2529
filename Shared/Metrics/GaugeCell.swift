import Synchronization

/// The value behind a gauge, a meter, or a recorder that doesn't aggregate.
final class GaugeCell: MeterHandler, RecorderHandler {
    private let current = AtomicDouble()

    var value: Double { current.value }

    func set(_ value: Double) {
        current.set(value)
    }

    func increment(by amount: Double) {
        current.add(amount)
    }

    func record(_ value: Double) {
        current.set(value)
    }
}
