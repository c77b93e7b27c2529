import Logging
import Redis
import ServiceLifecycle

/// Takes dead hosts out of the indexes, so that no request has to, and notices within a second that Redis was emptied.
struct Sweeper: Service {
    let store: HostStore
    let logger: Logger
    var interval = Duration.seconds(1)

    /// Few enough that a step holds nobody up for long: less than a millisecond.
    private static let stepSize = 100

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
        do throws(RedisError) {
            while try await store.sweep(limit: Self.stepSize), !Task.isCancelled {}
        } catch {
            logger.debug("the sweep waits for the next second", metadata: ["error": "\(error)"])
        }
    }
}
