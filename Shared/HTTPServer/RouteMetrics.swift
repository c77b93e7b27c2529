import Metrics
import Threads

/// Counts and times the answers of one route.
final class RouteMetrics: Sendable {
    /// Of what no route takes.
    static let unknown = RouteMetrics(method: "-", route: "-")

    private let method: String
    private let route: String
    private let timer: Timer
    private let counters = Locked([Int: Counter]())

    init(method: String, route: String) {
        self.method = method
        self.route = route
        timer = Timer(label: "muster_http_request", dimensions: [("method", method), ("route", route)])
    }

    func record(_ status: HTTPStatus, since start: ContinuousClock.Instant) {
        timer.record(duration: ContinuousClock.now - start)
        let counter = counters.withLock { counters in
            if let counter = counters[status.code] { return counter }
            let counter = Counter(
                label: "muster_http_requests",
                dimensions: [("method", method), ("route", route), ("status", "\(status.code)")])
            counters[status.code] = counter
            return counter
        }
        counter.increment()
    }
}
