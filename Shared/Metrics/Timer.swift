/// Records durations of which the distribution matters.
public final class Timer: Sendable {
    public let label: String
    public let dimensions: [(String, String)]
    private let handler: any TimerHandler

    public init(
        label: String, dimensions: [(String, String)] = [], factory: any MetricsFactory = MetricsSystem.factory
    ) {
        self.label = label
        self.dimensions = dimensions
        handler = factory.makeTimer(label: label, dimensions: dimensions)
    }

    public func recordNanoseconds(_ duration: Int64) {
        handler.recordNanoseconds(duration)
    }

    public func record(duration: Duration) {
        let (seconds, attoseconds) = duration.components
        handler.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// Records how long `body` takes, whether it returns or throws.
    public func measure<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        let start = ContinuousClock.now
        defer { record(duration: start.duration(to: .now)) }
        return try body()
    }

    /// Records how long `body` takes, suspensions included, whether it returns or throws.
    public nonisolated(nonsending) func measure<Result, Failure: Error>(
        _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let start = ContinuousClock.now
        defer { record(duration: start.duration(to: .now)) }
        return try await body()
    }
}
