import CPostgres
import Logging
import Threads

/// One connection with the thread that it blocks. Reconnects where that can't be noticed; never runs anything twice.
actor ServerConnection {
    /// Numbers transactions, so that one which is over can't run statements in the next.
    typealias TransactionNumber = Int

    private let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let configuration: PostgresConfiguration
    private let logger: Logger
    private let metrics: PostgresMetrics
    private var link: ServerLink?
    private var transaction: TransactionNumber?
    private let connected = Locked(false)

    init(_ configuration: PostgresConfiguration, logger: Logger, metrics: PostgresMetrics) {
        self.configuration = configuration
        self.logger = logger
        self.metrics = metrics
        executor = ThreadExecutor(name: "postgres")
    }

    /// Whether there was a live connection at its last use.
    nonisolated var isConnected: Bool { connected.withLock { $0 } }

    /// Connects if there is no connection.
    func connect() throws(PostgresError) {
        guard link == nil else { return }
        link = try ServerLink(configuration, logger: logger)
        connected.withLock { $0 = true }
        metrics.connects.increment()
    }

    /// Closes the connection; the thread ends with this object.
    func disconnect() {
        link = nil
        connected.withLock { $0 = false }
    }

    /// Runs statements that commit at their end.
    ///
    /// - Parameter mayReconnect: true when nothing of an earlier session is needed any more.
    func autocommit(
        _ statements: [PostgresStatement], mayReconnect: Bool
    ) throws(PostgresError) -> [PostgresRows] {
        let link = try liveLink(mayReconnect: mayReconnect)
        return try run(link, statements, statements.count, configuration.roundTripLimit)
    }

    /// Runs statements in a transaction, which begins with the first of them.
    func transact(
        _ number: TransactionNumber, _ options: PostgresTransactionOptions, _ statements: [PostgresStatement]
    ) throws(PostgresError) -> [PostgresRows] {
        let (link, opening) = try enter(number, options)
        guard !(opening.isEmpty && statements.isEmpty) else { return [] }
        let rows = try run(link, opening + statements, nil, limit(options))
        return Array(rows.dropFirst(opening.count))
    }

    /// Runs SQL of several statements in a transaction.
    func script(
        _ number: TransactionNumber, _ options: PostgresTransactionOptions, _ sql: String
    ) throws(PostgresError) {
        _ = try transact(number, options, [])
        guard let link else { throw PostgresError(.connectionLost, "the connection was lost") }
        do throws(PostgresError) {
            try link.script(sql, limit: limit(options))
        } catch {
            var error = error
            // Inside of a transaction nothing is committed by it.
            if error.isOutcomeUnknown { error.kind = .connectionLost }
            throw failed(error)
        }
    }

    /// Runs the last statements of a transaction and its COMMIT in one round trip.
    ///
    /// Throws `.outcomeUnknown` when the connection is lost meanwhile, `.rolledBack` when an earlier error had aborted it.
    func commit(
        _ number: TransactionNumber, _ options: PostgresTransactionOptions, _ statements: [PostgresStatement]
    ) throws(PostgresError) {
        guard transaction == number || !statements.isEmpty else { return }
        let (link, opening) = try enter(number, options)
        let all = opening + statements + [PostgresStatement("COMMIT")]
        do throws(PostgresError) {
            _ = try run(link, all, options.isReadOnly ? nil : all.count - 1, limit(options))
            transaction = nil
        } catch {
            rollback(number)
            throw error
        }
    }

    /// Ends a transaction without effect. A connection that is lost meanwhile comes to the same.
    func rollback(_ number: TransactionNumber) {
        guard transaction == number else { return }
        transaction = nil
        endOpenTransaction()
    }

    /// Rolls back what somebody who held the connection left open.
    func endOpenTransaction() {
        guard let link else { return }
        do throws(PostgresError) {
            try link.rollback(limit: configuration.roundTripLimit)
        } catch {
            logger.debug("connection lost while rolling back", metadata: ["error": "\(error)"])
            disconnect()
        }
    }

    private func enter(
        _ number: TransactionNumber, _ options: PostgresTransactionOptions
    ) throws(PostgresError) -> (ServerLink, [PostgresStatement]) {
        if transaction == number {
            guard let link else { throw PostgresError(.connectionLost, "the connection was lost") }
            return (link, [])
        }
        let link = try liveLink(mayReconnect: true)
        transaction = number
        return (link, options.opening)
    }

    private func liveLink(mayReconnect: Bool) throws(PostgresError) -> ServerLink {
        if let link, link.transactionStatus != PQTRANS_IDLE || link.isAlive() { return link }
        guard mayReconnect else {
            disconnect()
            throw PostgresError(.connectionLost, "the connection was lost")
        }
        disconnect()
        try connect()
        guard let link else { throw PostgresError(.unavailable, "the connection was lost") }
        return link
    }

    private func run(
        _ link: ServerLink, _ statements: [PostgresStatement], _ commitPosition: Int?, _ limit: Duration?
    ) throws(PostgresError) -> [PostgresRows] {
        let start = ContinuousClock.now
        defer { metrics.roundTrip.record(duration: start.duration(to: .now)) }
        do throws(PostgresError) {
            return try link.roundTrip(statements, commitPosition: commitPosition, limit: limit)
        } catch {
            throw failed(error)
        }
    }

    /// Drops a link that an error has made useless.
    private func failed(_ error: PostgresError) -> PostgresError {
        metrics.count(error)
        if error.kind == .connectionLost || error.kind == .outcomeUnknown { disconnect() }
        return error
    }

    private func limit(_ options: PostgresTransactionOptions) -> Duration? {
        guard let timeout = options.statementTimeout else { return configuration.roundTripLimit }
        return timeout > .zero ? timeout + .seconds(2) : nil
    }
}
