/// What callers have queued for the requester's thread, and whether they may; a pure value.
struct RequesterMailbox {
    enum Entry: Sendable {
        case single(OutgoingRequest)
        case source(any RequestSource)

        func fail(_ error: AMQPError) {
            switch self {
            case .single(let request): request.fail(error)
            case .source(let source): source.requestsFailed(error)
            }
        }
    }

    private var closed: AMQPError? = AMQPError(.unavailable, "not connected yet")
    private var blocked: String?
    private var isStopping = false
    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Why nothing is taken at the moment.
    var refusal: AMQPError? {
        if isStopping { return AMQPError(.closed, "the requester is stopping") }
        if let closed { return closed }
        return blocked.map { AMQPError(.blocked, $0) }
    }

    /// Queues the entry, or says why not.
    mutating func append(_ entry: Entry) -> AMQPError? {
        if let refusal { return refusal }
        entries.append(entry)
        return nil
    }

    mutating func open() {
        closed = nil
        blocked = nil
    }

    /// Takes nothing until `open()`. Gives back what was queued and will not be sent.
    mutating func close(_ error: AMQPError) -> [Entry] {
        closed = error
        return take()
    }

    /// Takes nothing until `unblock()`. Gives back what was queued and will not be sent.
    mutating func block(_ reason: String) -> [Entry] {
        blocked = reason
        return take()
    }

    mutating func unblock() { blocked = nil }
    mutating func stop() { isStopping = true }

    mutating func take() -> [Entry] {
        let taken = entries
        entries.removeAll(keepingCapacity: true)
        return taken
    }
}
