import Metrics

/// What a publisher counts, by the name of its connection.
struct PublisherMetrics: Sendable {
    let published: Counter
    let confirmed: Timer
    let returned: Counter
    let rejected: Counter
    let unconfirmed: Counter

    init(connection: String) {
        let dimensions = [("connection", connection)]
        published = Counter(label: "amqp_published_total", dimensions: dimensions)
        confirmed = Timer(label: "amqp_confirm_seconds", dimensions: dimensions)
        returned = Counter(label: "amqp_returned_total", dimensions: dimensions)
        rejected = Counter(label: "amqp_rejected_total", dimensions: dimensions)
        unconfirmed = Counter(label: "amqp_unconfirmed_total", dimensions: dimensions)
    }
}
