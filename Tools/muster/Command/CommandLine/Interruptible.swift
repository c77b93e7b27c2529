import Logging
import ServiceLifecycle
import Threads

/// Work that SIGINT and SIGTERM cancel, so that it can clean up behind itself.
enum Interruptible {
    /// Was ended by a signal.
    struct Interrupted: Error, CustomStringConvertible {
        var description: String { "interrupted" }
    }

    static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let outcome = OneShot<Value>()
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(
                        service: Job(work: work, outcome: outcome), successTerminationBehavior: .gracefullyShutdownGroup
                    )
                ],
                gracefulShutdownSignals: [.sigint, .sigterm], maximumGracefulShutdownDuration: .seconds(30),
                logger: Logger(label: "muster") { _ in NoOpLogHandler() }))
        try await group.run()
        guard case .success(let value)? = outcome.result else { throw Interrupted() }
        return value
    }

    private struct Job<Value: Sendable>: Service {
        let work: @Sendable () async throws -> Value
        let outcome: OneShot<Value>

        func run() async throws {
            do {
                outcome.succeed(try await cancelWhenGracefulShutdown(work))
            } catch is CancellationError {
                // By a signal; there is no outcome then.
            }
        }
    }
}
