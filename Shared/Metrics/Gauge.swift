/// A value that rises and falls, of which the last one counts: connections, queue depth.
public final class Gauge: Sendable {
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

    @inlinable
    public func record<Value: BinaryInteger>(_ value: Value) {
        set(Double(value))
    }

    @inlinable
    public func record<Value: BinaryFloatingPoint>(_ value: Value) {
        set(Double(value))
    }

    @usableFromInline
    func set(_ value: Double) {
        handler.set(value)
    }
}
