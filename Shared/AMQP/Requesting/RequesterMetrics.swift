import Metrics

/// What a requester counts, by the name of its connection. A message may hold many requests.
struct RequesterMetrics: Sendable {
    let requests: Counter
    let replied: Timer
    let unroutable: Counter
    let late: Counter

    init(connection: String) {
        let dimensions = [("connection", connection)]
        requests = Counter(label: "amqp_requests_total", dimensions: dimensions)
        replied = Timer(label: "amqp_reply_seconds", dimensions: dimensions)
        unroutable = Counter(label: "amqp_requests_unroutable_total", dimensions: dimensions)
        late = Counter(label: "amqp_requests_late_total", dimensions: dimensions)
    }
}
