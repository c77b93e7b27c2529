import Metrics

/// What is counted about one pool.
final class PostgresMetrics: Sendable {
    /// From the first byte sent to the last answer read.
    let roundTrip: Timer
    /// How long those waited for a connection that didn't get one at once.
    let wait: Timer
    /// Connections made.
    let connects: Counter
    private let idle: Gauge
    private let lent: Gauge
    private let waiting: Gauge
    private let refused: Counter
    private let transient: Counter
    private let lost: Counter
    private let unknown: Counter
    private let unavailable: Counter

    /// - Parameter pool: tells the pools of one process apart.
    init(pool: String) {
        let pool = ("pool", pool)
        roundTrip = Timer(label: "muster_postgres_round_trip", dimensions: [pool])
        wait = Timer(label: "muster_postgres_pool_wait", dimensions: [pool])
        connects = Counter(label: "muster_postgres_connects", dimensions: [pool])
        idle = Gauge(label: "muster_postgres_connections", dimensions: [pool, ("state", "idle")])
        lent = Gauge(label: "muster_postgres_connections", dimensions: [pool, ("state", "lent")])
        waiting = Gauge(label: "muster_postgres_pool_waiting", dimensions: [pool])
        func errors(_ kind: String) -> Counter {
            Counter(label: "muster_postgres_errors", dimensions: [pool, ("kind", kind)])
        }
        refused = errors("server")
        transient = errors("transient")
        lost = errors("connection_lost")
        unknown = errors("outcome_unknown")
        unavailable = errors("unavailable")
    }

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
