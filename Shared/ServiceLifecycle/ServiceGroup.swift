import Glibc
import Logging
import Threads

/// Runs services together: starts dependencies first, shuts down in reverse order on a signal, cancels what doesn't end.
///
/// ```
///  SIGTERM ─▶ last service: graceful shutdown ─▶ ended ─▶ the one before it ─▶ … ─▶ first ─▶ run() returns
///                        └── 20 s over all, or a second signal ─▶ cancel all ─▶ run() throws
/// ```
/// A group inside a group shuts down when its parent asks it to.
public actor ServiceGroup: Service {
    private let configuration: ServiceGroupConfiguration
    private let commands: AsyncStream<GroupEvent>
    private let command: AsyncStream<GroupEvent>.Continuation
    private var isRunning = false
    private var timers: [Task<Void, Never>] = []

    public init(configuration: ServiceGroupConfiguration) {
        self.configuration = configuration
        (commands, command) = AsyncStream.makeStream(of: GroupEvent.self)
    }

    public init(
        services: [any Service], gracefulShutdownSignals: [UnixSignal] = [], cancellationSignals: [UnixSignal] = [],
        logger: Logger
    ) {
        self.init(
            configuration: ServiceGroupConfiguration(
                services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
                gracefulShutdownSignals: gracefulShutdownSignals, cancellationSignals: cancellationSignals,
                logger: logger))
    }

    /// Asks all services to shut down gracefully, last first. Returns at once; `run()` ends when they have.
    public func triggerGracefulShutdown() {
        command.yield(.shutdownRequested("call"))
    }

    /// Runs all services until they have ended.
    ///
    /// Returns after a graceful shutdown. Throws the error of a service that failed, a `ServiceGroupError`, or
    /// `CancellationError` when the task or a signal cancelled it.
    public func run() async throws {
        guard !isRunning else { throw ServiceGroupError.alreadyRunning }
        isRunning = true
        let signals = try await UnixSignals.install(
            configuration.gracefulShutdownSignals + configuration.cancellationSignals)
        let forward = command
        let (graceful, cancelling) = (configuration.gracefulShutdownSignals, configuration.cancellationSignals)
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await signal in signals.arrivals {
                        if graceful.contains(signal) { forward.yield(.shutdownRequested(signal.description)) }
                        if cancelling.contains(signal) { forward.yield(.cancelRequested(signal.description)) }
                    }
                }
                defer { group.cancelAll() }
                try await runServices()
            }
        } onGracefulShutdown: {
            forward.yield(.shutdownRequested(GroupProgress.parent))
        }
    }

    private func runServices() async throws {
        let services = configuration.services
        let managers = services.map { _ in GracefulShutdownManager() }
        var progress = GroupProgress(services: services)
        let events = command
        defer { for timer in timers { timer.cancel() } }

        await withTaskGroup(of: Void.self) { group in
            for (index, configured) in services.enumerated() {
                let manager = managers[index]
                group.addTask {
                    let outcome: Result<Void, any Error> = await GracefulShutdownManager.$current.withValue(manager) {
                        do { return .success(try await configured.service.run()) } catch { return .failure(error) }
                    }
                    events.yield(.serviceEnded(index, outcome))
                }
            }
            var arrivals = commands.makeAsyncIterator()
            while !progress.isDone {
                guard let event = await arrivals.next() else {
                    // The stream ends in a cancelled task; what is left is to wait for the services.
                    carryOut(progress.handle(.cancelRequested("cancellation")), managers) { group.cancelAll() }
                    break
                }
                carryOut(progress.handle(event), managers) { group.cancelAll() }
            }
            await group.waitForAll()
        }
        if let error = progress.error { throw error }
    }

    private func carryOut(_ actions: [GroupAction], _ managers: [GracefulShutdownManager], cancelAll: () -> Void) {
        let (events, logger) = (command, configuration.logger)
        for action in actions {
            switch action {
            case .log(let level, let message, let metadata):
                logger.log(level: level, message, metadata: metadata)
            case .shutDown(let index):
                let service = configuration.services[index].service
                logger.debug("shutting down a service", metadata: ["service": "\(type(of: service))"])
                managers[index].shutdownGracefully()
            case .armShutdownDeadline:
                let duration = configuration.maximumGracefulShutdownDuration
                timers.append(Self.timer(duration) { events.yield(.shutdownDeadlinePassed) })
            case .cancelAll:
                cancelAll()
                timers.append(
                    Self.timer(configuration.maximumCancellationDuration) {
                        logger.critical("services did not end when cancelled, exiting")
                        exit(EXIT_FAILURE)
                    })
            }
        }
    }

    /// Not a child task, since the group that it watches may be stuck; cancelled when that group has ended.
    private static func timer(_ duration: Duration, _ fire: @escaping @Sendable () -> Void) -> Task<Void, Never> {
        Task.detached {
            do { try await Task.sleep(for: duration) } catch { return }
            fire()
        }
    }
}
