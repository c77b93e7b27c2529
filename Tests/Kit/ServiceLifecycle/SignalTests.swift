import Foundation
import Logging
import ServiceLifecycle
import Testing
import Threads

@Suite struct SignalTests {
    @Test("SIGTERM drains, and the process goes on to its own end")
    func sigtermDrains() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let patient = Patient(name: "patient", journal: Journal())
            let group = ServiceGroup(
                services: [patient], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "test"))
            let run = Task { try await group.run() }
            try await patient.started.value()
            kill(getpid(), SIGTERM)
            try await run.value
            exit(patient.journal.entries == ["patient started", "patient ended"] ? 42 : 1)
        }
    }

    @Test("a second signal doesn't wait for what doesn't end")
    func secondSignalCancels() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let draining = OneShot<Void>()
            let stuck = Scripted {
                kill(getpid(), SIGINT)
                try await gracefulShutdown()
                draining.succeed(())
                try await OneShot<Void>().value()
            }
            let group = ServiceGroup(
                services: [stuck], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "test"))
            let run = Task { try await group.run() }
            try await draining.value()
            kill(getpid(), SIGTERM)
            do { try await run.value } catch is CancellationError { exit(42) }
        }
    }

    @Test("a cancellation signal cancels at once")
    func cancellationSignal() async {
        await #expect(processExitsWith: .exitCode(42)) {
            let stuck = Scripted {
                kill(getpid(), SIGUSR1)
                try await OneShot<Void>().value()
            }
            let group = ServiceGroup(
                services: [stuck], cancellationSignals: [.sigusr1], logger: Logger(label: "test"))
            do { try await group.run() } catch is CancellationError { exit(42) }
        }
    }

    @Test("a service that ignores cancellation doesn't keep the process for ever")
    func ignoresCancellation() async {
        await #expect(processExitsWith: .exitCode(1)) {
            let deaf = Scripted { await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in } }
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [.init(service: deaf)], maximumGracefulShutdownDuration: .milliseconds(10),
                    maximumCancellationDuration: .milliseconds(10), logger: Logger(label: "test")))
            await group.triggerGracefulShutdown()
            try await group.run()
        }
    }
}
