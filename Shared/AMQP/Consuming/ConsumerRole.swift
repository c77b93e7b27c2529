import Metrics
import Threads

/// What a consumer's readers share with its thread.
struct ConsumerRole: LinkRole {
    let source: ConsumerQueue
    let arguments: @Sendable () -> [String: FieldValue]
    let state: Locked<ConsumerState>
    let delivered: Counter
    let onSubscribed: (@Sendable () -> Void)?

    func begin(on channel: ChannelHandle) throws(AMQPError) -> ConsumerSession {
        var session = ConsumerSession(role: self, number: state.withLock { $0.begin() })
        try session.subscribe(on: channel)
        return session
    }

    func unavailable(_ error: AMQPError) { state.withLock { $0.end() } }

    func stopping() {
        for waiter in state.withLock({ $0.stop() }) { waiter.resume(returning: nil) }
    }

    func stopped() {
        for waiter in state.withLock({ $0.finish() }) { waiter.resume(returning: nil) }
    }
}

/// The deliveries of one connection.
struct ConsumerSession: LinkSession {
    private let role: ConsumerRole
    private let number: UInt64
    private var ledger = SettlementLedger()
    private var batch: [Delivery] = []
    private var prefetch = 0
    private var tag = ""
    private var subscriptions = 0

    init(role: ConsumerRole, number: UInt64) {
        self.role = role
        self.number = number
    }

    var nextDeadline: ContinuousClock.Instant? { nil }

    /// Deliveries that were taken are settled; the others go back to the queue when the connection is closed.
    var isDrained: Bool {
        let outstanding = ledger.outstanding
        return role.state.withLock { !$0.hasSettlements && outstanding <= $0.untaken }
    }

    /// Declares the queue where that is ours to do, and starts consuming.
    mutating func subscribe(on channel: ChannelHandle) throws(AMQPError) {
        switch role.source {
        case .existing(let name):
            role.state.withLock { $0.queue = name }
        case .declared(let declaration, let bindings):
            let name = try channel.perform(.queue(declaration)).queue
            for var binding in bindings {
                if binding.queue.isEmpty { binding.queue = name }
                try channel.perform(.bind(binding))
            }
            role.state.withLock { $0.queue = name }
        }
        try consume(on: channel)
        role.onSubscribed?()
    }

    private mutating func consume(on channel: ChannelHandle) throws(AMQPError) {
        let (queue, prefetch) = role.state.withLock { ($0.queue, $0.prefetch) }
        subscriptions += 1
        tag = "c\(subscriptions)"
        self.prefetch = prefetch
        try channel.setPrefetch(prefetch)
        try channel.consume(queue, tag: tag, arguments: role.arguments())
    }

    mutating func send(on channel: ChannelHandle) throws(AMQPError) {
        let (settlements, wanted, isStopping) = role.state.withLock {
            ($0.takeSettlements(), $0.prefetch, $0.isStopping)
        }
        for (tag, disposition) in settlements { ledger.settle(tag, disposition) }
        let told = ledger.flush()
        try channel.gathered(if: told.count > 1) { () throws(AMQPError) in
            for settlement in told { try channel.settle(settlement) }
        }
        if wanted != prefetch, !isStopping {
            // A prefetch holds for the consumers started after it, and quorum queues refuse the kind that holds for all.
            // The old consumer goes last: an auto-delete queue would go with it.
            let old = tag
            try consume(on: channel)
            try channel.cancel(consumer: old)
        }
    }

    mutating func receive(_ event: ChannelEvent, on channel: ChannelHandle) throws(AMQPError) {
        switch event {
        case .delivered(let tag, let redelivered, let exchange, let routingKey, let message):
            try ledger.delivered(tag)
            batch.append(
                Delivery(
                    id: Delivery.ID(session: number, tag: tag), exchange: exchange, routingKey: routingKey,
                    isRedelivered: redelivered, message: message))
        case .consumerCancelled(let cancelled) where cancelled == tag:
            try subscribe(on: channel)
        default:
            break
        }
    }

    mutating func received() {
        guard !batch.isEmpty else { return }
        role.delivered.increment(by: batch.count)
        let deliveries = batch
        batch.removeAll(keepingCapacity: true)
        if let (waiter, taken) = role.state.withLock({ $0.arrived(deliveries) }) { waiter.resume(returning: taken) }
    }

    mutating func expire(at now: ContinuousClock.Instant) {}
    mutating func end(_ error: AMQPError) {}
}
