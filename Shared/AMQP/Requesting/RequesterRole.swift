import Threads

/// What a requester's callers share with its thread.
struct RequesterRole: LinkRole {
    /// The broker's pseudo-queue: consumed and published with as reply-to on the same channel.
    static let replyQueue = "amq.rabbitmq.reply-to"

    let mailbox: Locked<RequesterMailbox>
    let metrics: RequesterMetrics

    func begin(on channel: ChannelHandle) throws(AMQPError) -> RequesterSession {
        try channel.consume(Self.replyQueue, tag: "replies", withoutAcks: true)
        mailbox.withLock { $0.open() }
        return RequesterSession(role: self)
    }

    func unavailable(_ error: AMQPError) {
        let unsent = mailbox.withLock { $0.close(error) }
        for entry in unsent { entry.fail(error) }
    }

    func stopping() { mailbox.withLock { $0.stop() } }
    func stopped() {}
}

/// The requests of one connection.
struct RequesterSession: LinkSession {
    private struct Waiter {
        let completion: OutgoingRequest.Completion
        let laterDeadline: (@Sendable () -> ContinuousClock.Instant?)?
        let begun: ContinuousClock.Instant

        func fail(_ error: AMQPError) { _ = completion(.failure(error)) }
    }

    private let role: RequesterRole
    private var ledger = ReplyLedger<Waiter>()
    /// Left over when a write failed. They are told at the end, when nobody takes the connection for alive any more.
    private var unsent: [RequesterMailbox.Entry] = []

    init(role: RequesterRole) { self.role = role }

    var nextDeadline: ContinuousClock.Instant? { ledger.earliestDeadline }
    var isDrained: Bool { ledger.outstanding == 0 && role.mailbox.withLock { $0.isEmpty } }

    mutating func send(on channel: ChannelHandle) throws(AMQPError) {
        let queued = role.mailbox.withLock { $0.take() }
        try channel.gathered(if: queued.count > 1) { () throws(AMQPError) in
            for (index, entry) in queued.enumerated() {
                do throws(AMQPError) {
                    switch entry {
                    case .single(let request):
                        try write(request, on: channel)
                    case .source(let source):
                        while let request = source.nextRequest() { try write(request, on: channel) }
                    }
                } catch {
                    if case .source = entry { unsent.append(entry) }
                    unsent += queued[(index + 1)...]
                    throw error
                }
            }
        }
    }

    private mutating func write(_ request: OutgoingRequest, on channel: ChannelHandle) throws(AMQPError) {
        let now = ContinuousClock.now
        let (seconds, attoseconds) = ((request.expiry ?? request.deadline) - now).components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        guard request.deadline > now else {
            request.fail(AMQPError(.timeout, "the deadline passed before the request was sent"))
            return
        }
        var message = request.message
        message.properties.correlationID = ledger.requested(
            Waiter(completion: request.completion, laterDeadline: request.laterDeadline, begun: now),
            deadline: request.deadline)
        message.properties.replyTo = RequesterRole.replyQueue
        message.properties.expirationMilliseconds = Int(clamping: max(1, milliseconds))
        role.metrics.requests.increment()
        try channel.publish(message, exchange: request.exchange, routingKey: request.routingKey, mandatory: true)
    }

    mutating func receive(_ event: ChannelEvent, on channel: ChannelHandle) throws(AMQPError) {
        switch event {
        case .delivered(_, _, _, _, let message):
            let id = message.properties.correlationID
            guard let waiter = ledger.waiter(of: id), waiter.completion(.success(message)) else { break }
            ledger.resolve(id)
            role.metrics.replied.record(duration: .now - waiter.begun)
        case .returned(let code, let text, _, _, let message):
            role.metrics.unroutable.increment()
            ledger.resolve(message.properties.correlationID)?
                .fail(AMQPError(.unroutable, text, replyCode: code))
        case .consumerCancelled:
            throw AMQPError(.transport, "the broker cancelled the consumer of replies")
        case .blocked(let reason):
            let unsent = role.mailbox.withLock { $0.block(reason) }
            for entry in unsent { entry.fail(AMQPError(.blocked, reason)) }
        case .unblocked:
            role.mailbox.withLock { $0.unblock() }
        case .confirmed, .closed:
            break
        }
    }

    mutating func received() {}

    mutating func expire(at now: ContinuousClock.Instant) {
        for waiter in ledger.expire(at: now, extension: { $0.laterDeadline?() }) {
            role.metrics.late.increment()
            waiter.fail(AMQPError(.timeout, "no reply within the deadline"))
        }
    }

    mutating func end(_ error: AMQPError) {
        for entry in unsent { entry.fail(AMQPError(.unavailable, "not sent: \(error)")) }
        for waiter in ledger.drain() {
            waiter.fail(AMQPError(.connectionLost, "\(error)", replyCode: error.replyCode))
        }
    }
}
