import Logging
import ServiceLifecycle

/// Does something again and again until shutdown, with a pause before each time. What fails is logged and tried next time.
public struct PeriodicService: Service {
    private let name: String
    private let interval: Duration
    private let logger: Logger
    private let work: @Sendable () async throws -> Void

    /// - Parameter name: for the log, such as `housekeeping`.
    public init(
        _ name: String, every interval: Duration, logger: Logger, _ work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.logger = logger
        self.work = work
    }

    public func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: interval)
                    await workOnce()
                }
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {}
    }

    private func workOnce() async {
        do {
            try await work()
        } catch {
            logger.info("periodic work failed", metadata: ["work": "\(name)", "error": "\(error)"])
        }
    }
}
