import Duel
import Logging
import Threads

/// A match server in this process.
struct RunningServer: Sendable {
    let server: DuelServer
    /// Succeeds when the gateway has taken its offer, fails when it won't.
    let offered: OneShot<Void>
    private let running: Task<Void, Never>

    init(_ configuration: DuelServerConfiguration, logger: Logger) {
        let server = DuelServer(configuration, logger: logger)
        let offered = OneShot<Void>()
        self.server = server
        self.offered = offered
        // Runs until `stop`, beside the bots.
        running = Task {
            do {
                try await server.run { _ in offered.succeed(()) }
            } catch {
                if !offered.fail(error) { logger.error("match server failed", metadata: ["error": "\(error)"]) }
            }
        }
    }

    func ended() async { await running.value }
}
