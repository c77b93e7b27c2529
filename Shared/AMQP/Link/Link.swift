import CLinux
import Logging
import Synchronization
import Threads

/// One connection with one channel, on one thread, kept up for as long as it is wanted.
///
/// ```
///   connect ──▶ role.begin ──▶ ┌ send what is queued ◀─────────────┐
///      ▲                       │ receive until nothing is there     │
///      │ backoff               │ release buffers, hand on, expire   │
///      └──── any failure ◀──── └ poll(socket, wake-up, ≤ 1 s) ──────┘
/// ```
final class Link<Role: LinkRole>: Sendable {
    let role: Role
    private let configuration: AMQPConfiguration
    private let logger: Logger
    private let metrics: LinkMetrics
    private let wakeup = WakeupDescriptor()
    /// True between a `wake()` and the round of the loop that answers it, so that many wakes cost one system call.
    private let isSignalled = Atomic(false)
    private let status = Locked(LinkStatus())
    private let stopDeadline = Locked<ContinuousClock.Instant?>(nil)
    private let up = Locked(OneShot<Void>())

    /// How many events a round takes before it writes again.
    private static var eventsPerRound: Int { 1024 }

    init(_ role: Role, configuration: AMQPConfiguration, logger: Logger) {
        self.role = role
        self.configuration = configuration
        var logger = logger
        logger[metadataKey: "amqp.connection"] = "\(configuration.name)"
        self.logger = logger
        metrics = LinkMetrics(connection: configuration.name)
    }

    var isConnected: Bool { status.withLock { $0.isUp } }
    var blockedReason: String? { status.withLock { $0.blocked } }

    /// Runs the thread until `stop`. Returns once the connection is closed.
    func run() async {
        let thread = DedicatedThread.start(name: "amqp-\(configuration.name.suffix(10))") { self.loop() }
        // Not cancellable here: whoever cancels calls `stop`, and the thread's end is what must be waited for.
        await Task { try? await thread.finished() }.value  // fails by cancellation only, and nobody holds this task
    }

    /// Wakes the thread, so that it sends what was queued.
    func wake() {
        if !isSignalled.exchange(true, ordering: .acquiringAndReleasing) { wakeup.signal() }
    }

    /// Asks for the end: at once, or when the session is drained, at the latest after the configuration's `drainTimeout`.
    func stop(immediately: Bool = false) {
        let deadline = ContinuousClock.now + (immediately ? .zero : configuration.drainTimeout)
        role.stopping()
        stopDeadline.withLock { $0 = min($0 ?? deadline, deadline) }
        wake()
    }

    /// Returns when there is a session. Throws `.unavailable` when there is none within the time (or the task is cancelled),
    /// `.closed` after the end.
    func connected(within limit: Duration?) async throws(AMQPError) {
        let shot: OneShot<Void>? = status.withLock { $0.isUp ? nil : up.withLock { $0 } }
        guard let shot else { return }
        do {
            if let limit { try await shot.value(within: limit) } else { try await shot.value() }
        } catch let error as AMQPError {
            throw error
        } catch {
            throw AMQPError(.unavailable, "no connection: \(error)")
        }
    }
}

// On the link's thread.
extension Link {
    private func loop() {
        var backoff = Backoff()
        while !mustEnd(drained: true) {
            let begun = ContinuousClock.now
            do {
                try connectAndServe()
                break
            } catch {
                failed(error)
                if ContinuousClock.now - begun > .seconds(10) { backoff.reset() }
            }
            pause(backoff.delay(random: .random(in: 0...1)))
        }
        let shot = status.withLock { status in
            status.ended()
            return up.withLock { $0 }
        }
        role.unavailable(AMQPError(.closed, "the client has stopped"))
        role.stopped()
        shot.fail(AMQPError(.closed, "the client has stopped"))
        logger.debug("connection ended")
    }

    /// One connection from beginning to end. Returns after a stop, throws when the connection failed.
    private func connectAndServe() throws(AMQPError) {
        let channel = try ChannelHandle(configuration)
        var session = try role.begin(on: channel)
        let shot = status.withLock { status in
            status.connected()
            return up.withLock { $0 }
        }
        shot.succeed(())
        metrics.up.record(1)
        metrics.connects.increment()
        logger.info("connected to the broker")
        do {
            try serve(&session, on: channel)
        } catch {
            // First the status: whoever is told below may look at it, or wait for the next connection.
            lost(error)
            session.end(error)
            throw error
        }
        role.unavailable(AMQPError(.closed, "the client has stopped"))
        session.end(AMQPError(.closed, "the client has stopped"))
        channel.close()
        metrics.up.record(0)
    }

    private func serve(_ session: inout Role.Session, on channel: ChannelHandle) throws(AMQPError) {
        var wakeupIsReadable = true
        while true {
            // In this order: were the flag cleared first, a wake in between would be drained and the flag stay set.
            if wakeupIsReadable { wakeup.drain() }
            isSignalled.store(false, ordering: .releasing)
            try session.send(on: channel)
            var budget = Self.eventsPerRound
            while budget > 0, let event = try channel.nextEvent() {
                budget -= 1
                try take(event, into: &session, on: channel)
            }
            channel.releaseBuffers()
            session.received()
            let now = ContinuousClock.now
            if let deadline = session.nextDeadline, deadline <= now { session.expire(at: now) }
            if mustEnd(drained: session.isDrained) {
                try session.send(on: channel)
                return
            }
            let limit = budget > 0 ? wait(until: session.nextDeadline, from: now) : 0
            wakeupIsReadable = channel.poll(wakeup: wakeup.descriptor, milliseconds: limit)
        }
    }

    private func take(
        _ event: ChannelEvent, into session: inout Role.Session, on channel: ChannelHandle
    ) throws(AMQPError) {
        switch event {
        case .closed(let error):
            throw error
        case .blocked(let reason):
            status.withLock { $0.block(reason) }
            metrics.blocked.record(1)
            logger.warning("the broker has blocked publishers", metadata: ["amqp.reason": "\(reason)"])
        case .unblocked:
            status.withLock { $0.unblock() }
            metrics.blocked.record(0)
            logger.info("the broker takes messages again")
        default:
            break
        }
        try session.receive(event, on: channel)
    }

    private func failed(_ error: AMQPError) {
        metrics.failures.increment()
        // Attempt after attempt fails for the same reason: said once.
        if status.withLock({ $0.phase != .down(error) }) {
            logger.info("no connection to the broker", metadata: ["error": "\(error)"])
        }
        lost(error)
    }

    /// Notes that there is no connection. The second time for the same failure changes nothing.
    private func lost(_ error: AMQPError) {
        let wasUp = status.withLock { status in
            let wasUp = status.isUp
            status.lost(error)
            if wasUp { up.withLock { $0 = OneShot() } }
            return wasUp
        }
        role.unavailable(AMQPError(.unavailable, "\(error)", replyCode: error.replyCode, status: error.status))
        guard wasUp else { return }
        metrics.up.record(0)
        metrics.blocked.record(0)
        logger.warning("connection to the broker lost", metadata: ["error": "\(error)"])
    }

    /// Waits for the delay, or for a stop.
    private func pause(_ delay: Duration) {
        let end = ContinuousClock.now + delay
        while !mustEnd(drained: true) {
            let now = ContinuousClock.now
            guard now < end else { return }
            wakeup.drain()
            isSignalled.store(false, ordering: .releasing)
            if mustEnd(drained: true) { return }
            var descriptor = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, wait(until: end, from: now))
        }
    }

    private func mustEnd(drained: Bool) -> Bool {
        guard let deadline = stopDeadline.withLock({ $0 }) else { return false }
        return drained || ContinuousClock.now >= deadline
    }

    /// Milliseconds until the deadline, rounded up, at most a second (heartbeats are sent within the loop).
    private func wait(until deadline: ContinuousClock.Instant?, from now: ContinuousClock.Instant) -> Int32 {
        guard let deadline else { return 1000 }
        guard deadline > now else { return 0 }
        let (seconds, attoseconds) = (deadline - now).components
        guard seconds == 0 else { return 1000 }
        return Int32(attoseconds / 1_000_000_000_000_000) + 1
    }
}
