/// Where the middle of some values lies, and where their upper end; by nearest rank.
public struct Spread: Sendable, Hashable {
    public var count: Int
    public var p50: Double
    public var p90: Double

    /// `nil` without values.
    public init?(_ values: [Double]) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        count = sorted.count
        p50 = Self.percentile(50, of: sorted)
        p90 = Self.percentile(90, of: sorted)
    }

    /// - Parameter sorted: not empty.
    static func percentile<Value>(_ percent: Int, of sorted: [Value]) -> Value {
        sorted[max(0, (sorted.count * percent + 99) / 100 - 1)]
    }
}
