/// Counts what only ever grows: requests, errors. The names and shapes are swift-metrics'.
///
/// Making one looks it up in the factory's table, so keep it; counting is one atomic addition.
public final class Counter: Sendable {
    public let label: String
    public let dimensions: [(String, String)]
    private let handler: any CounterHandler

    /// - Parameter dimensions: pairs with few distinct values each (a route, never a player).
    public init(
        label: String, dimensions: [(String, String)] = [], factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.label = label
        self.dimensions = dimensions
        handler = factory.makeCounter(label: label, dimensions: dimensions)
    }

    /// Adds; a negative amount is ignored, since a counter that falls reads as a restart.
    @inlinable
    public func increment<Amount: BinaryInteger>(by amount: Amount) {
        increment(Int64(clamping: amount))
    }

    /// Adds one.
    public func increment() {
        handler.increment(by: 1)
    }

    public func reset() {
        handler.reset()
    }

    @usableFromInline
    func increment(_ amount: Int64) {
        handler.increment(by: amount)
    }
}
