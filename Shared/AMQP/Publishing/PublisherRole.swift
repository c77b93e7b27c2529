import Threads

/// What a publisher's callers share with its thread.
struct PublisherRole: LinkRole {
    let mailbox: Locked<PublisherMailbox>
    let confirms: Bool
    let confirmTimeout: Duration
    /// Queues that have to be there.
    let required: [String]
    let metrics: PublisherMetrics

    func begin(on channel: ChannelHandle) throws(AMQPError) -> PublisherSession {
        for queue in required { try channel.perform(.checkQueue(queue)) }
        if confirms { try channel.selectConfirms() }
        mailbox.withLock { $0.open() }
        return PublisherSession(role: self)
    }

    func unavailable(_ error: AMQPError) {
        let unsent = mailbox.withLock { $0.close(error) }
        for publish in unsent { publish.waiter.resume(.failure(error)) }
    }

    func stopping() { mailbox.withLock { $0.stop() } }
    func stopped() {}
}

/// The publishes of one connection.
struct PublisherSession: LinkSession {
    private let role: PublisherRole
    private var ledger = ConfirmLedger<PublishWaiter>()
    /// Left over when a write failed. They are told at the end, when nobody takes the connection for alive any more.
    private var unsent: [PublishWaiter] = []
    /// Without confirms, the one whose write failed.
    private var written: PublishWaiter?
    private var isBlocked = false
    /// A confirm didn't come in time, and nobody said why: this channel may never confirm again.
    private var isOverdue = false

    init(role: PublisherRole) { self.role = role }

    var nextDeadline: ContinuousClock.Instant? { ledger.earliestDeadline }
    var isDrained: Bool { ledger.outstanding == 0 && role.mailbox.withLock { $0.isEmpty } }

    mutating func send(on channel: ChannelHandle) throws(AMQPError) {
        if isOverdue { throw AMQPError(.connectionLost, "not confirmed within \(role.confirmTimeout)") }
        let queued = role.mailbox.withLock { $0.take() }
        try channel.gathered(if: queued.count > 1) { () throws(AMQPError) in
            for (index, publish) in queued.enumerated() {
                do throws(AMQPError) {
                    try write(publish, on: channel)
                } catch {
                    unsent = queued[(index + 1)...].map(\.waiter)
                    throw error
                }
            }
        }
        if !queued.isEmpty { role.metrics.published.increment(by: queued.count) }
    }

    private mutating func write(_ publish: OutgoingPublish, on channel: ChannelHandle) throws(AMQPError) {
        var message = publish.message
        if role.confirms {
            // A return names the message by its id only.
            if publish.mandatory, message.properties.messageID == nil {
                message.properties.messageID = "p\(ledger.nextSequence)"
            }
            ledger.published(
                publish.waiter, deadline: publish.waiter.begun + role.confirmTimeout,
                mandatoryMessageID: publish.mandatory ? message.properties.messageID : nil)
        }
        do {
            try channel.publish(
                message, exchange: publish.exchange, routingKey: publish.routingKey, mandatory: publish.mandatory)
        } catch {
            if !role.confirms { written = publish.waiter }
            throw error
        }
        if !role.confirms { publish.waiter.resume(.success(())) }
    }

    mutating func receive(_ event: ChannelEvent, on channel: ChannelHandle) throws(AMQPError) {
        switch event {
        case .confirmed(let tag, let multiple, let accepted):
            let now = ContinuousClock.now
            for (waiter, verdict) in ledger.confirmed(tag, multiple: multiple, accepted: accepted) {
                settle(waiter, verdict, at: now)
            }
        case .returned(let code, let text, _, _, let message):
            role.metrics.returned.increment()
            ledger.returned(messageID: message.properties.messageID, code: code, text: text)
        case .blocked(let reason):
            isBlocked = true
            let unsent = role.mailbox.withLock { $0.block(reason) }
            for publish in unsent { publish.waiter.resume(.failure(AMQPError(.blocked, reason))) }
        case .unblocked:
            isBlocked = false
            role.mailbox.withLock { $0.unblock() }
        case .delivered, .consumerCancelled, .closed:
            break
        }
    }

    private func settle(
        _ waiter: PublishWaiter, _ verdict: ConfirmLedger<PublishWaiter>.Verdict, at now: ContinuousClock.Instant
    ) {
        switch verdict {
        case .confirmed:
            role.metrics.confirmed.record(duration: now - waiter.begun)
            waiter.resume(.success(()))
        case .rejected:
            role.metrics.rejected.increment()
            waiter.resume(.failure(AMQPError(.rejected, "refused by the broker")))
        case .returned(let code, let text):
            waiter.resume(.failure(AMQPError(.unroutable, text, replyCode: code)))
        }
    }

    mutating func received() {}

    mutating func expire(at now: ContinuousClock.Instant) {
        for waiter in ledger.expire(at: now) {
            isOverdue = !isBlocked
            role.metrics.unconfirmed.increment()
            waiter.resume(.failure(AMQPError(.timeout, "not confirmed within \(role.confirmTimeout)")))
        }
    }

    mutating func end(_ error: AMQPError) {
        for waiter in unsent { waiter.resume(.failure(AMQPError(.unavailable, "not sent: \(error)"))) }
        written?.resume(.failure(error))
        for waiter in ledger.drain() {
            role.metrics.unconfirmed.increment()
            waiter.resume(.failure(AMQPError(.connectionLost, "\(error)", replyCode: error.replyCode)))
        }
    }
}
