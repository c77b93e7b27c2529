/// Durations that were measured, all of them: percentiles are exact.
public struct Samples: Sendable {
    private var values: [Duration]

    public init(_ values: [Duration] = []) { self.values = values }

    public var count: Int { values.count }
    public var isEmpty: Bool { values.isEmpty }

    public mutating func add(_ value: Duration) { values.append(value) }
    public mutating func add(_ other: Samples) { values += other.values }

    /// The smallest value that `share` (0...1) of all values don't exceed (nearest rank); nil without values.
    public func percentile(_ share: Double) -> Duration? {
        precondition((0...1).contains(share), "a share is between 0 and 1")
        guard !values.isEmpty else { return nil }
        let rank = max(1, Int((share * Double(values.count)).rounded(.up)))
        return values.sorted()[rank - 1]
    }

    public var median: Duration? { percentile(0.5) }
    public var p99: Duration? { percentile(0.99) }
    public var greatest: Duration? { values.max() }
}

extension Duration {
    /// As milliseconds with their fraction.
    public var inMilliseconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) * 1000 + Double(attoseconds) / 1e15
    }

    public var inSeconds: Double { inMilliseconds / 1000 }
}
