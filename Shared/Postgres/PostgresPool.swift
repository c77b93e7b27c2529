import Logging
import Threads

/// Up to `poolSize` connections to one database, each with a thread of its own, shared by all tasks of a process.
///
/// Begins to connect when it is made, and goes on trying by itself, with pauses, for as long as it lives; while the
/// database is away, whoever asks is refused at once with `.unavailable`. Statements given to the pool itself run on any
/// free connection and commit by themselves. Close it when the service stops.
public final class PostgresPool: PostgresSession {
    /// What the pool was made with.
    public let configuration: PostgresConfiguration

    private struct State {
        var core: PoolCore
        var waiters: [PoolCore.Waiter: CheckedContinuation<PoolCore.Slot, any Error>] = [:]
        var connections: [PoolCore.Slot: ServerConnection] = [:]
        var nextNumber = 0
        var timer: Task<Void, Never>?
    }

    private let state: Locked<State>
    private let closed = OneShot<Void>()
    private let metrics: PostgresMetrics
    private let logger: Logger

    /// Makes the pool and begins to connect in the background.
    public init(_ configuration: PostgresConfiguration, logger: Logger = Logger(label: "muster.postgres")) {
        self.configuration = configuration
        self.logger = logger
        metrics = PostgresMetrics(pool: configuration.applicationName)
        state = Locked(
            State(core: PoolCore(size: configuration.poolSize, maximumWaiters: configuration.maximumWaiters)))
        apply { $0.open(now: $1) }
    }

    deinit { state.withLock { $0.timer?.cancel() } }

    /// What the pool looks like right now; a connection whose server has died since its last use still counts as live.
    public var status: PostgresPoolStatus { state.withLock { $0.core.status } }

    /// Asks the database, for readiness: throws `.unavailable` and the like when it doesn't answer.
    public func check() async throws(PostgresError) {
        _ = try await batch([PostgresStatement("SELECT 1")], retry: .readOnly)
    }

    /// Takes no more work, waits until what is lent has come back, and closes every connection.
    public func close() async {
        apply { $0.close(now: $1) }
        do { try await closed.value() } catch {
            logger.debug("no longer waiting for the pool to close", metadata: ["error": "\(error)"])
        }
    }

    /// Runs the statements in this order in one round trip, all or none, and commits.
    @discardableResult
    public func batch(_ statements: [PostgresStatement]) async throws(PostgresError) -> [PostgresRows] {
        try await batch(statements, retry: .never)
    }

    /// As `batch`, again after a failure where `retry` allows it; `.readOnly` is for statements that change nothing.
    @discardableResult
    public func batch(
        _ statements: [PostgresStatement], retry: PostgresRetry
    ) async throws(PostgresError) -> [PostgresRows] {
        var attempt = 1
        while true {
            do throws(PostgresError) {
                let (slot, connection) = try await acquire()
                defer { release(slot, connection) }
                return try await connection.autocommit(statements, mayReconnect: true)
            } catch {
                guard retry.allows(after: error, attempt: attempt) else { throw error }
                attempt += 1
            }
        }
    }

    /// Holds one connection for as long as `body` runs: for what belongs to a session.
    ///
    /// Throws `.unavailable` when none is to be had, else what `body` throws. A transaction left open is rolled back.
    @discardableResult
    public nonisolated(nonsending) func withConnection<Result>(
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let (slot, connection) = try await acquire()
        let held = PostgresConnection(connection)
        do {
            let result = try await body(held)
            await held.end()
            release(slot, connection)
            return result
        } catch {
            await held.end()
            release(slot, connection)
            throw error
        }
    }

    /// Runs `body` as one transaction: committed when it returns, rolled back when it throws.
    ///
    /// The transaction begins with its first statement, in the same round trip. With `retry`, all of `body` is run again.
    /// Throws what `body` throws; `.unavailable` when no connection is to be had, `.connectionLost`, `.rolledBack`,
    /// `.server` (as a serialization failure) when nothing has happened, `.outcomeUnknown` when the connection was lost
    /// while it was being committed.
    @discardableResult
    public nonisolated(nonsending) func withTransaction<Result>(
        _ options: PostgresTransactionOptions = PostgresTransactionOptions(), retry: PostgresRetry = .never,
        _ body: nonisolated(nonsending) (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        var attempt = 1
        while true {
            do {
                return try await runTransaction(options, body)
            } catch let error as PostgresError where retry.allows(after: error, attempt: attempt) {
                attempt += 1
            }
        }
    }

    private nonisolated(nonsending) func runTransaction<Result>(
        _ options: PostgresTransactionOptions,
        _ body: nonisolated(nonsending) (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        let (slot, connection) = try await acquire()
        defer { release(slot, connection) }
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let transaction = PostgresTransaction(number, options, on: connection)
        do {
            let result = try await body(transaction)
            try await transaction.commit()
            return result
        } catch {
            await transaction.rollback()
            throw error
        }
    }
}

// Borrowing connections.
extension PostgresPool {
    private func acquire() async throws(PostgresError) -> (PoolCore.Slot, ServerConnection) {
        let immediate = state.withLock { state in
            state.core.takeIdle().flatMap { slot in state.connections[slot].map { (slot, $0) } }
        }
        if let immediate { return immediate }
        let waiter = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        let start = ContinuousClock.now
        defer { metrics.wait.record(duration: start.duration(to: .now)) }
        do {
            let slot = try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    enter(waiter, continuation, deadline: start + configuration.acquireTimeout)
                }
            } onCancel: {
                apply { $0.cancel(waiter, now: $1) }
            }
            return (slot, connection(slot))
        } catch {
            let refusal = error as? PostgresError ?? PostgresError(.unavailable, "\(error)")
            metrics.count(refusal)
            throw refusal
        }
    }

    private func enter(
        _ waiter: PoolCore.Waiter, _ continuation: CheckedContinuation<PoolCore.Slot, any Error>,
        deadline: ContinuousClock.Instant
    ) {
        state.withLock { $0.waiters[waiter] = continuation }
        apply { $0.acquire(waiter, deadline: deadline, now: $1) }
        // The handler of a cancellation that came before found nobody waiting.
        if Task.isCancelled { apply { $0.cancel(waiter, now: $1) } }
    }

    private func release(_ slot: PoolCore.Slot, _ connection: ServerConnection) {
        let isConnected = connection.isConnected
        apply { $0.release(slot, isConnected: isConnected, now: $1) }
    }

    private func connection(_ slot: PoolCore.Slot) -> ServerConnection {
        state.withLock { state in
            if let connection = state.connections[slot] { return connection }
            let connection = ServerConnection(configuration, logger: logger, metrics: metrics)
            state.connections[slot] = connection
            return connection
        }
    }
}

// Carrying out what the core decides.
extension PostgresPool {
    private func apply(_ change: (inout PoolCore, ContinuousClock.Instant) -> [PoolCore.Action]) {
        let (actions, status) = state.withLock { state in
            let actions = change(&state.core, .now)
            // Under the lock, so that the last request to be woken is the one that counts.
            for case .wake(let instant) in actions { setTimer(instant, &state) }
            return (actions, state.core.status)
        }
        metrics.show(status)
        for action in actions { perform(action) }
    }

    private func perform(_ action: PoolCore.Action) {
        switch action {
        case .connect(let slot): connect(slot)
        case .lend(let slot, let waiter): resume(waiter, .success(slot))
        case .refuse(let waiter, let refusal): resume(waiter, .failure(refusal.error))
        case .disconnect(let slot):
            let connection = state.withLock { $0.connections.removeValue(forKey: slot) }
            // Detached: closing happens on the connection's thread, and nobody's task has to wait for it.
            if let connection { Task.detached { await connection.disconnect() } }
        case .wake: break  // set already
        case .closed:
            state.withLock { $0.timer?.cancel() }
            closed.succeed(())
        }
    }

    private func resume(_ waiter: PoolCore.Waiter, _ result: Result<PoolCore.Slot, any Error>) {
        state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume(with: result)
    }

    private func connect(_ slot: PoolCore.Slot) {
        let connection = connection(slot)
        // Detached: an attempt belongs to the pool, not to the one whose request set it off and who may be cancelled.
        Task.detached {
            do throws(PostgresError) {
                try await connection.connect()
                self.apply { $0.connected(slot, now: $1) }
            } catch {
                self.logger.info("cannot connect to postgres", metadata: ["error": "\(error.message)"])
                let randomness = Double.random(in: 0..<1)
                self.apply { $0.connectFailed(slot, error.message, randomness: randomness, now: $1) }
            }
        }
    }

    private func setTimer(_ instant: ContinuousClock.Instant, _ state: inout State) {
        state.timer?.cancel()
        // Detached: the pool's clock belongs to nobody's request. It holds the pool weakly, so that both can end.
        state.timer = Task.detached { [weak self] in
            do { try await Task.sleep(until: instant, clock: .continuous) } catch { return }  // another timer was set
            self?.apply { $0.tick(now: $1) }
        }
    }
}

extension PoolCore.Refusal {
    fileprivate var error: PostgresError {
        switch self {
        case .down(let reason): PostgresError(.unavailable, reason)
        case .busy: PostgresError(.unavailable, "no connection was free in time")
        case .overcrowded: PostgresError(.unavailable, "too many wait for a connection")
        case .cancelled: PostgresError(.unavailable, "cancelled while waiting for a connection")
        case .closing: PostgresError(.unavailable, "the pool is closing")
        }
    }
}
