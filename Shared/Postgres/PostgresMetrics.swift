import Metrics

/// What is counted about one pool.
final class PostgresMetrics: Sendable {
    /// From the first byte sent to the last answer read.
    let roundTrip = Timer(label: "muster_postgres_round_trip")
    /// How long those waited for a connection that didn't get one at once.
    let wait = Timer(label: "muster_postgres_pool_wait")
    /// Connections made.
    let connects = Counter(label: "muster_postgres_connects")
    private let idle = Gauge(label: "muster_postgres_connections", dimensions: [("state", "idle")])
    private let lent = Gauge(label: "muster_postgres_connections", dimensions: [("state", "lent")])
    private let waiting = Gauge(label: "muster_postgres_pool_waiting")
    private let refused = Counter(label: "muster_postgres_errors", dimensions: [("kind", "server")])
    private let transient = Counter(label: "muster_postgres_errors", dimensions: [("kind", "transient")])
    private let lost = Counter(label: "muster_postgres_errors", dimensions: [("kind", "connection_lost")])
    private let unknown = Counter(label: "muster_postgres_errors", dimensions: [("kind", "outcome_unknown")])
    private let unavailable = Counter(label: "muster_postgres_errors", dimensions: [("kind", "unavailable")])

    func count(_ error: PostgresError) {
        switch error.kind {
        case .unavailable: unavailable.increment()
        case .connectionLost: lost.increment()
        case .outcomeUnknown: unknown.increment()
        case .server, .rolledBack: (error.isRetriable ? transient : refused).increment()
        case .decoding, .misuse: break
        }
    }

    func show(_ status: PostgresPoolStatus) {
        idle.record(status.idle)
        lent.record(status.lent)
        waiting.record(status.waiting)
    }
}
