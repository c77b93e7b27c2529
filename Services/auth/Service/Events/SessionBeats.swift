import AMQP
import Contracts
import Logging
import Messaging
import Postgres
import ServiceLifecycle

/// Tells the gateways every second that they have heard of every revocation: the beat is only sent when none waits in the
/// outbox. Without the database, or without the broker, there is no beat, and gateways ask for each session.
struct SessionBeats: Service {
    let outbox: Outbox
    let pool: PostgresPool
    let replica: String
    let logger: Logger
    /// Sends a transient message; false when it can't be sent now.
    let post: @Sendable (SessionBeat) -> Bool

    private static let interval = Duration.seconds(1)
    /// How soon to look again when a revocation was on its way.
    private static let retry = Duration.milliseconds(50)

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    let isSent = await beat()
                    try await Task.sleep(for: isSent ? Self.interval : Self.retry)
                }
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {}
    }

    /// False when it is worth looking again soon.
    func beat() async -> Bool {
        do {
            // That somebody signed in makes no cached session wrong.
            if try await outbox.hasUnsent(except: [SessionStarted.type], in: pool) { return false }
            if !post(SessionBeat(replica: replica)) { logger.debug("no beat: the broker is away") }
        } catch {
            logger.debug("no beat: the outbox can't be read", metadata: ["error": "\(error)"])
        }
        return true
    }
}
