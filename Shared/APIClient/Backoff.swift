/// How long to wait between tries: doubling from 0.1 s to 2 s, a random half of it, and never less than the gateway asks.
public struct Backoff: Sendable {
    private var milliseconds = 100.0

    public init() {}

    /// The time until the next try.
    public mutating func next(after error: GatewayError? = nil) -> Duration {
        let wait = Duration.milliseconds(Int.random(in: Int(milliseconds / 2)...Int(milliseconds)))
        milliseconds = min(milliseconds * 2, 2000)
        guard case .refused(let problem)? = error, let asked = problem.retryAfter else { return wait }
        return max(wait, .seconds(asked))
    }
}
