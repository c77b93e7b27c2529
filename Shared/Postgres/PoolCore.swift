/// The bookkeeping of a pool, without any I/O: who waits, which connection is where, when to connect again.
///
/// ```
///            connect             connected                 lend
///   down ───────────▶ connecting ─────────▶ idle ◀──────────────────▶ lent
///    ▲ ▲                 │ failed            release, still connected  │
///    │ └── after a pause ┘                                             │
///    └─────────────────────── release, connection gone ────────────────┘
/// ```
/// Connections are made when somebody waits and none is idle, and one is always kept. The idle one that was used last is
/// lent first. While no connection lives and the last attempt has failed, whoever asks is refused at once: the pool
/// tries again by itself, with growing pauses.
struct PoolCore: Hashable {
    typealias Instant = ContinuousClock.Instant
    typealias Waiter = Int
    typealias Slot = Int

    /// What the shell must do, in this order.
    enum Action: Hashable {
        /// Begin to connect; answer with `connected` or `connectFailed`.
        case connect(Slot)
        case lend(Slot, to: Waiter)
        case refuse(Waiter, Refusal)
        case disconnect(Slot)
        /// Call `tick` at that instant; the last such request counts.
        case wake(Instant)
        /// Everything is closed.
        case closed
    }

    /// Why somebody gets no connection.
    enum Refusal: Hashable {
        /// The database can't be reached; with what the last attempt said.
        case down(String)
        /// None was free, or made, before the waiter's deadline.
        case busy
        /// Too many wait already.
        case overcrowded
        /// The waiter has given up itself.
        case cancelled
        case closing
    }

    private enum State: Hashable {
        case down
        case connecting
        case idle
        case lent
        case closed
    }

    let size: Int
    let maximumWaiters: Int
    let backoff: PoolBackoff

    private var slots: [State]
    /// The idle slots, the one used last at the end.
    private var idle: [Slot] = []
    private var waiters: WaitingLine = WaitingLine()
    private var failures = 0
    private var retryAt: Instant?
    private var lastFailure: String?
    private var isClosing = false
    private var armed: Instant?

    init(size: Int, maximumWaiters: Int, backoff: PoolBackoff = PoolBackoff()) {
        precondition(size > 0)
        self.size = size
        self.maximumWaiters = maximumWaiters
        self.backoff = backoff
        slots = Array(repeating: .down, count: size)
    }

    /// What can be seen from outside.
    var status: PostgresPoolStatus {
        PostgresPoolStatus(
            idle: idle.count, lent: slots.count { $0 == .lent }, connecting: slots.count { $0 == .connecting },
            waiting: waiters.count, lastFailure: lastFailure, isClosing: isClosing)
    }

    /// Makes the connection that is always kept.
    mutating func open(now: Instant) -> [Action] { settled(connectWhereNeeded(now), now) }

    /// Somebody wants a connection. An idle one is given at once; `refusal` or a place in the line otherwise.
    mutating func acquire(_ waiter: Waiter, deadline: Instant, now: Instant) -> [Action] {
        if isClosing { return [.refuse(waiter, .closing)] }
        if let slot = takeIdle() { return [.lend(slot, to: waiter)] }
        if let lastFailure, !lives { return settled([.refuse(waiter, .down(lastFailure))], now) }
        guard waiters.count < maximumWaiters else { return [.refuse(waiter, .overcrowded)] }
        waiters.append(waiter, deadline: deadline)
        return settled(connectWhereNeeded(now), now)
    }

    /// The idle connection that was used last, lent to whoever calls this; nil when there is none.
    mutating func takeIdle() -> Slot? {
        guard let slot = idle.popLast() else { return nil }
        slots[slot] = .lent
        return slot
    }

    /// A waiter has lost interest. No effect when it isn't waiting any more.
    mutating func cancel(_ waiter: Waiter, now: Instant) -> [Action] {
        guard waiters.remove(waiter) else { return [] }
        return settled([.refuse(waiter, .cancelled)], now)
    }

    /// A connection comes back.
    mutating func release(_ slot: Slot, isConnected: Bool, now: Instant) -> [Action] {
        precondition(slots[slot] == .lent, "slot \(slot) was not lent")
        guard isConnected else {
            slots[slot] = .down
            return settled(isClosing ? close(slot) : connectWhereNeeded(now), now)
        }
        return settled(offer(slot), now)
    }

    /// An attempt has succeeded.
    mutating func connected(_ slot: Slot, now: Instant) -> [Action] {
        precondition(slots[slot] == .connecting, "slot \(slot) was not connecting")
        failures = 0
        retryAt = nil
        lastFailure = nil
        let offered = offer(slot)
        return settled(offered + connectWhereNeeded(now), now)
    }

    /// An attempt has failed. `randomness` in 0..<1 spreads the next ones of many processes.
    mutating func connectFailed(_ slot: Slot, _ reason: String, randomness: Double, now: Instant) -> [Action] {
        precondition(slots[slot] == .connecting, "slot \(slot) was not connecting")
        slots[slot] = .down
        if isClosing { return settled(close(slot), now) }
        lastFailure = reason
        // Several attempts that were under way together fail as one.
        if retryAt.map({ $0 <= now }) ?? true {
            failures += 1
            retryAt = now + backoff.pause(afterFailures: failures, randomness: randomness)
        }
        guard !lives, !slots.contains(.connecting) else { return settled([], now) }
        return settled(waiters.removeAll().map { .refuse($0, .down(reason)) }, now)
    }

    /// The instant asked for has come.
    mutating func tick(now: Instant) -> [Action] {
        armed = nil
        let refusal = lives ? .busy : lastFailure.map(Refusal.down) ?? .busy
        let late = waiters.removeExpired(now).map { Action.refuse($0, refusal) }
        return settled(late + connectWhereNeeded(now), now)
    }

    /// No more is lent; waiters are refused, idle connections closed, lent ones when they come back.
    mutating func close(now: Instant) -> [Action] {
        guard !isClosing else { return [] }
        isClosing = true
        var actions = waiters.removeAll().map { Action.refuse($0, .closing) }
        for slot in slots.indices {
            switch slots[slot] {
            case .idle, .down: actions += close(slot)
            case .connecting, .lent, .closed: break
            }
        }
        return settled(actions, now)
    }

    /// True while a connection lives, used or not.
    private var lives: Bool { slots.contains { $0 == .idle || $0 == .lent } }

    private mutating func offer(_ slot: Slot) -> [Action] {
        if isClosing { return close(slot) }
        if let waiter = waiters.removeFirst() {
            slots[slot] = .lent
            return [.lend(slot, to: waiter)]
        }
        slots[slot] = .idle
        idle.append(slot)
        return []
    }

    private mutating func close(_ slot: Slot) -> [Action] {
        idle.removeAll { $0 == slot }
        slots[slot] = .closed
        let last = slots.allSatisfy { $0 == .closed }
        return last ? [.disconnect(slot), .closed] : [.disconnect(slot)]
    }

    /// As many attempts as there are waiters without one, but one at a time after a failure, and none before its pause.
    private mutating func connectWhereNeeded(_ now: Instant) -> [Action] {
        guard !isClosing, retryAt.map({ $0 <= now }) ?? true else { return [] }
        let underWay = slots.count { $0 == .connecting }
        let wanted = max(waiters.count, lives ? 0 : 1)
        var missing = (lastFailure == nil ? wanted : min(wanted, 1)) - underWay
        var actions: [Action] = []
        for slot in slots.indices {
            guard missing > 0 else { break }
            guard slots[slot] == .down else { continue }
            slots[slot] = .connecting
            actions.append(.connect(slot))
            missing -= 1
        }
        return actions
    }

    /// Adds the request to be woken for whatever comes first, when that has changed.
    private mutating func settled(_ actions: [Action], _ now: Instant) -> [Action] {
        let needsRetry = !isClosing && (!lives || waiters.count > 0) && !slots.contains(.connecting)
        let retry = needsRetry ? retryAt.flatMap { $0 > now ? $0 : nil } : nil
        let next = [retry, waiters.earliestDeadline].compactMap { $0 }.min()
        guard let next, next != armed else { return actions }
        armed = next
        return actions + [.wake(next)]
    }
}
