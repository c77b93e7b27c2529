import Metrics

/// What is counted about one client.
final class RedisMetrics: Sendable {
    /// From handing a command over to its answer.
    let command = Timer(label: "muster_redis_command")
    /// Commands without an answer so far.
    let underWay = Gauge(label: "muster_redis_commands_under_way")
    /// Connections made.
    let connects = Counter(label: "muster_redis_connects")
    private let refused = Counter(label: "muster_redis_errors", dimensions: [("kind", "server")])
    private let unknown = Counter(label: "muster_redis_errors", dimensions: [("kind", "outcome_unknown")])
    private let unavailable = Counter(label: "muster_redis_errors", dimensions: [("kind", "unavailable")])

    func count(_ error: RedisError) {
        switch error.kind {
        case .unavailable: unavailable.increment()
        case .outcomeUnknown: unknown.increment()
        case .server: refused.increment()
        case .decoding, .misuse: break
        }
    }
}
