/// How long a client waits before it tries to connect again.
struct RedisBackoff: Sendable, Hashable {
    /// The pause after the first failure.
    var first: Duration = .milliseconds(100)
    /// No pause is longer.
    var longest: Duration = .seconds(2)

    /// Doubles with each failure (1 is the first), of which a random part between half and all is taken.
    func pause(afterFailures failures: Int, randomness: Double) -> Duration {
        let doubled = first * (1 << min(max(failures, 1) - 1, 16))
        return min(doubled, longest) * (0.5 + randomness / 2)
    }
}
