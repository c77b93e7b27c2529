/// The bookkeeping of one connection, without any I/O: which answer belongs to which command, what is late, when to
/// connect again.
///
/// ```
///             connect           greeted                 lost
///   away ─────────────▶ connecting ─────────▶ ready ─────────────▶ connecting (once, at once)
///    ▲  after a pause        │ failed                                  │ failed
///    └───────────────────────┴─────────────────────────────────────────┘
/// ```
/// Commands wait while the first attempt is under way, and are refused at once while the server is away.
/// `Token` stands for whoever waits for the answer.
struct CommandLedger<Token> {
    typealias Instant = ContinuousClock.Instant

    /// What the shell must do, in this order.
    enum Action {
        /// Begin to connect; answer with `ready` or `lost`.
        case connect
        case send([UInt8])
        case answer(Token, Result<RedisValue, RedisError>)
        /// Drop the connection; there is no answer to this.
        case disconnect
        /// Nothing is under way any more, and nothing will be.
        case closed
    }

    private enum State: Equatable {
        case away(until: Instant)
        case connecting(since: Instant)
        case ready
        case closed
    }

    /// A command whose sender still waits, or, with nil, one whose answer nobody waits for any more.
    private struct Entry {
        var token: Token?
        var bytes: [UInt8]
        let deadline: Instant
    }

    let connectTimeout: Duration
    let maximumCommands: Int
    let backoff: RedisBackoff
    /// How long after its deadline a sent command may stay without an answer before the connection is given up.
    let patience: Duration = .seconds(1)

    private var state: State
    private var unsent = FirstInFirstOut<Entry>()
    private var sent = FirstInFirstOut<Entry>()
    /// No deadline is before it.
    private var earliestDeadline: Instant?
    private var failures = 0
    private var isClosing = false
    private(set) var lastFailure: String?

    init(connectTimeout: Duration, maximumCommands: Int, backoff: RedisBackoff = RedisBackoff(), now: Instant) {
        self.connectTimeout = connectTimeout
        self.maximumCommands = maximumCommands
        self.backoff = backoff
        state = .away(until: now)
    }

    var isReady: Bool { state == .ready && !isClosing }
    var underWay: Int { unsent.count + sent.count }

    /// When `tick` has to be called at the latest; nil when nothing depends on time.
    var nextWake: Instant? {
        switch state {
        case .away(let until): min(until, earliestDeadline ?? until)
        case .connecting(let since): min(since + connectTimeout, earliestDeadline ?? since + connectTimeout)
        case .ready: earliestDeadline
        case .closed: nil
        }
    }

    mutating func submit(_ token: Token, _ bytes: [UInt8], deadline: Instant) -> [Action] {
        if isClosing { return [.answer(token, .failure(RedisError(.unavailable, "the client is closing")))] }
        guard underWay < maximumCommands else {
            return [.answer(token, .failure(RedisError(.unavailable, "too many commands are under way")))]
        }
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
        if state == .ready {
            sent.append(Entry(token: token, bytes: [], deadline: deadline))
            return [.send(bytes)]
        }
        if let lastFailure { return [.answer(token, .failure(RedisError(.unavailable, lastFailure)))] }
        unsent.append(Entry(token: token, bytes: bytes, deadline: deadline))
        return []
    }

    /// An answer has come; it belongs to the first command that has none. An answer to nothing ends the connection.
    mutating func received(_ value: RedisValue, randomness: @autoclosure () -> Double, now: Instant) -> [Action] {
        guard let entry = sent.popFirst() else {
            return [.disconnect] + lost("the server answers what nobody asked", randomness: randomness(), now: now)
        }
        var actions: [Action] = []
        if let token = entry.token {
            if case .error(let message) = value {
                actions = [.answer(token, .failure(RedisError(.server, message)))]
            } else {
                actions = [.answer(token, .success(value))]
            }
        }
        if isClosing, underWay == 0 { actions += end() }
        return actions
    }

    /// The connection stands and has greeted.
    mutating func ready() -> [Action] {
        state = .ready
        failures = 0
        lastFailure = nil
        var actions: [Action] = []
        while var entry = unsent.popFirst() {
            actions.append(.send(entry.bytes))
            entry.bytes = []
            sent.append(entry)
        }
        return actions
    }

    /// The connection, or the attempt to make one, has ended. `randomness` in 0..<1 spreads the attempts of many processes.
    mutating func lost(_ reason: String, randomness: Double, now: Instant) -> [Action] {
        var actions: [Action] = []
        while let entry = sent.popFirst() {
            if let token = entry.token { actions.append(.answer(token, .failure(RedisError(.outcomeUnknown, reason)))) }
        }
        let stood = state == .ready
        if isClosing { return actions + refuseUnsent(reason) + end() }
        if stood {
            // What isn't sent yet can wait for one attempt that is made at once.
            return actions + connect(now)
        }
        lastFailure = reason
        failures += 1
        state = .away(until: now + backoff.pause(afterFailures: failures, randomness: randomness))
        return actions + refuseUnsent(reason)
    }

    /// Time has passed: refuses what is late, connects again, gives up a connection that doesn't answer.
    mutating func tick(randomness: Double, now: Instant) -> [Action] {
        switch state {
        case .away(let until) where until <= now: return expire(now) + connect(now)
        case .connecting(let since) where since + connectTimeout <= now:
            return [.disconnect] + lost("connecting took too long", randomness: randomness, now: now)
        case .ready:
            if let oldest = sent.first, oldest.deadline + patience <= now {
                return [.disconnect] + lost("the server does not answer", randomness: randomness, now: now)
            }
            return expire(now)
        case .away, .connecting, .closed: return expire(now)
        }
    }

    /// No more is taken; `closed` follows when everything under way has its answer.
    mutating func close() -> [Action] {
        guard !isClosing else { return [] }
        isClosing = true
        return underWay == 0 ? end() : []
    }

    private mutating func connect(_ now: Instant) -> [Action] {
        guard !isClosing else { return [] }
        state = .connecting(since: now)
        return [.connect]
    }

    private mutating func end() -> [Action] {
        guard state != .closed else { return [] }
        state = .closed
        return [.disconnect, .closed]
    }

    private mutating func refuseUnsent(_ reason: String) -> [Action] {
        unsent.removeAll { _ in true }.compactMap { entry in
            entry.token.map { .answer($0, .failure(RedisError(.unavailable, reason))) }
        }
    }

    private mutating func expire(_ now: Instant) -> [Action] {
        guard let earliestDeadline, earliestDeadline <= now else { return [] }
        var actions: [Action] = []
        var next: Instant?
        let patience = patience
        func later(_ instant: Instant) { next = min(next ?? instant, instant) }
        sent.forEach { entry in
            if let token = entry.token {
                guard entry.deadline <= now else { return later(entry.deadline) }
                entry.token = nil
                let error = RedisError(.outcomeUnknown, "the server did not answer in time")
                actions.append(.answer(token, .failure(error)))
            }
            later(entry.deadline + patience)
        }
        for entry in unsent.removeAll(where: { $0.deadline <= now }) {
            if let token = entry.token {
                actions.append(.answer(token, .failure(RedisError(.unavailable, "not connected in time"))))
            }
        }
        unsent.forEach { later($0.deadline) }
        self.earliestDeadline = next
        if isClosing, underWay == 0 { actions += end() }
        return actions
    }
}
