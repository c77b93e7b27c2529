/// Records values of which the distribution matters: batch sizes, bytes.
public final class Recorder: Sendable {
    public let label: String
    public let dimensions: [(String, String)]
    /// False: only the last value is kept, as by a `Gauge`.
    public let aggregate: Bool
    private let handler: any RecorderHandler

    public init(
        label: String, dimensions: [(String, String)] = [], aggregate: Bool = true,
        factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.label = label
        self.dimensions = dimensions
        self.aggregate = aggregate
        handler = factory.makeRecorder(label: label, dimensions: dimensions, aggregate: aggregate)
    }

    public func record<Value: BinaryInteger>(_ value: Value) {
        handler.record(Double(value))
    }

    public func record<Value: BinaryFloatingPoint>(_ value: Value) {
        handler.record(Double(value))
    }
}
