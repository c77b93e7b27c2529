import Logging
import Redis
import ServiceKit
import ServiceLifecycle

/// Takes dead hosts out of the indexes, so that no request has to, and notices within a second that Redis was emptied.
struct Sweeper: Service {
    let store: HostStore
    let logger: Logger

    /// Few enough that a step holds nobody up for long: less than a millisecond.
    private static let stepSize = 100

    func run() async throws {
        let store = self.store
        try await PeriodicService("sweep of dead hosts", every: .seconds(1), logger: logger) {
            while try await store.sweep(limit: Self.stepSize), !Task.isCancelled {}
        }.run()
    }
}
