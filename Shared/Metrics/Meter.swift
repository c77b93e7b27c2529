/// As `Gauge`, and can be moved by an amount instead of being set.
public final class Meter: Sendable {
    public let label: String
    public let dimensions: [(String, String)]
    private let handler: any MeterHandler

    public init(
        label: String, dimensions: [(String, String)] = [], factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.label = label
        self.dimensions = dimensions
        handler = factory.makeMeter(label: label, dimensions: dimensions)
    }

    public func set<Value: BinaryInteger>(_ value: Value) {
        handler.set(Double(value))
    }

    public func set<Value: BinaryFloatingPoint>(_ value: Value) {
        handler.set(Double(value))
    }

    public func increment<Amount: BinaryFloatingPoint>(by amount: Amount) {
        handler.increment(by: Double(amount))
    }

    public func increment() {
        handler.increment(by: 1)
    }

    public func decrement<Amount: BinaryFloatingPoint>(by amount: Amount) {
        handler.increment(by: -Double(amount))
    }

    public func decrement() {
        handler.increment(by: -1)
    }
}
