/// A message on its way to the publisher's thread.
struct OutgoingPublish: Sendable {
    let message: Message
    let exchange: String
    let routingKey: String
    let mandatory: Bool
    let waiter: PublishWaiter
}

/// Who is told what became of a publish.
struct PublishWaiter: Sendable {
    /// Nil when nobody waits.
    let continuation: CheckedContinuation<Result<Void, AMQPError>, Never>?
    let begun: ContinuousClock.Instant

    func resume(_ result: Result<Void, AMQPError>) { continuation?.resume(returning: result) }
}

/// What callers have queued for the publisher's thread, and whether they may; a pure value.
struct PublisherMailbox {
    /// Why nothing is taken at the moment.
    private var closed: AMQPError? = AMQPError(.unavailable, "not connected yet")
    private var blocked: String?
    private var isStopping = false
    private var queue: [OutgoingPublish] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var isEmpty: Bool { queue.isEmpty }

    /// Queues the message, or says why not.
    mutating func append(_ publish: OutgoingPublish) -> AMQPError? {
        if isStopping { return AMQPError(.closed, "the publisher is stopping") }
        if let closed { return closed }
        if let blocked { return AMQPError(.blocked, blocked) }
        if queue.count >= limit { return AMQPError(.unavailable, "\(limit) messages wait to be written") }
        queue.append(publish)
        return nil
    }

    mutating func open() {
        closed = nil
        blocked = nil
    }

    /// Takes nothing until `open()`. Gives back what was queued and will not be sent.
    mutating func close(_ error: AMQPError) -> [OutgoingPublish] {
        closed = error
        return take()
    }

    /// Takes nothing until `unblock()`. Gives back what was queued and will not be sent.
    mutating func block(_ reason: String) -> [OutgoingPublish] {
        blocked = reason
        return take()
    }

    mutating func unblock() { blocked = nil }
    mutating func stop() { isStopping = true }

    mutating func take() -> [OutgoingPublish] {
        let taken = queue
        queue.removeAll(keepingCapacity: true)
        return taken
    }
}
