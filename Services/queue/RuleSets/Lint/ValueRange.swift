/// The numbers that something can be.
struct ValueRange: Sendable, Hashable {
    var lower: Double
    var upper: Double

    static let any = ValueRange(lower: -.infinity, upper: .infinity)

    init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    init(_ number: Double) { self.init(lower: number, upper: number) }

    init(_ range: ClosedRange<Int>) { self.init(lower: Double(range.lowerBound), upper: Double(range.upperBound)) }

    /// All that is in either, and between them.
    func union(_ other: ValueRange) -> ValueRange {
        ValueRange(lower: Swift.min(lower, other.lower), upper: Swift.max(upper, other.upper))
    }

    /// The sum of so many numbers of the range.
    func sum(of count: ValueRange) -> ValueRange {
        // Infinity times nothing is nothing here.
        func times(_ number: Double, _ count: Double) -> Double { number == 0 || count == 0 ? 0 : number * count }
        return ValueRange(
            lower: Swift.min(times(lower, count.lower), times(lower, count.upper)),
            upper: Swift.max(times(upper, count.lower), times(upper, count.upper)))
    }

    /// How far a number of this range can be from one of the other.
    func distances(from other: ValueRange) -> ValueRange {
        let gap = Swift.max(0, other.lower - upper, lower - other.upper)
        return ValueRange(lower: gap, upper: Swift.max(upper - other.lower, other.upper - lower))
    }
}
