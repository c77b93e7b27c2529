/// How long a search lasts, from its enqueueing until it is matched or its time is over: half of them end by then.
public struct WaitEstimate: Sendable, Hashable, Codable {
    /// Seconds.
    public var seconds: Double
    /// 80 of 100 searches end within, seconds.
    public var low: Double
    public var high: Double

    public init(seconds: Double, low: Double, high: Double) {
        self.seconds = seconds
        self.low = low
        self.high = high
    }

    var interval: ClosedRange<Double> { low...high }

    /// As it is told: to a tenth of a second, and to a second from a hundred on.
    public var rounded: WaitEstimate {
        func round(_ value: Double) -> Double { value < 100 ? (value * 10).rounded() / 10 : value.rounded() }
        return WaitEstimate(seconds: round(seconds), low: round(low), high: round(high))
    }
}
