import Logging
import ServiceLifecycle

/// Sweeps once a minute; several replicas don't disturb each other.
struct Housekeeper: Service {
    let housekeeping: Housekeeping
    let logger: Logger
    var interval = Duration.seconds(60)

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: interval)
                    await sweep()
                }
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {}
    }

    private func sweep() async {
        do {
            try await housekeeping.sweep()
        } catch {
            logger.info("housekeeping waits for the next minute", metadata: ["error": "\(error)"])
        }
    }
}
