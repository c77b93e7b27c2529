import Metrics

/// What every connection counts, by its name.
struct LinkMetrics: Sendable {
    let up: Gauge
    let connects: Counter
    let failures: Counter
    let blocked: Gauge

    init(connection: String) {
        let dimensions = [("connection", connection)]
        up = Gauge(label: "amqp_connection_up", dimensions: dimensions)
        connects = Counter(label: "amqp_connects_total", dimensions: dimensions)
        failures = Counter(label: "amqp_connection_failures_total", dimensions: dimensions)
        blocked = Gauge(label: "amqp_connection_blocked", dimensions: dimensions)
    }
}
