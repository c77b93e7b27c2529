/// A token bucket for each key: a steady rate with a burst on top.
public struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    /// Tokens a second.
    public let rate: Double
    /// Tokens of a full bucket.
    public let burst: Double
    private var buckets: [Key: Bucket] = [:]
    private var sweepAt: Int

    public init(rate: Double, burst: Double) {
        self.rate = rate
        self.burst = burst
        sweepAt = 1024
    }

    /// Takes one token. `nil` when there was one, else the time until there will be.
    public mutating func take(_ key: Key, at now: ContinuousClock.Instant) -> Duration? {
        if buckets.count >= sweepAt { sweep(at: now) }
        var bucket = buckets[key] ?? Bucket(tokens: burst, at: now)
        bucket.tokens = min(burst, bucket.tokens + rate * (now - bucket.at).seconds)
        bucket.at = now
        defer { buckets[key] = bucket }
        guard bucket.tokens >= 1 else { return .seconds((1 - bucket.tokens) / rate) }
        bucket.tokens -= 1
        return nil
    }

    /// Puts back a token that was taken and not needed.
    public mutating func giveBack(_ key: Key) {
        guard var bucket = buckets[key] else { return }
        bucket.tokens = min(burst, bucket.tokens + 1)
        buckets[key] = bucket
    }

    /// How many keys are remembered; full buckets are forgotten whenever the number has doubled.
    public var count: Int { buckets.count }

    private mutating func sweep(at now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value.tokens + rate * (now - $0.value.at).seconds < burst }
        sweepAt = max(1024, buckets.count * 2)
    }
}

extension Duration {
    /// Seconds with their fraction.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
