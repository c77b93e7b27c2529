import Foundation
import Logging
import ServiceLifecycle
import Testing
import Threads

/// What happened, in order.
final class Journal: Sendable {
    private let written = Locked<[String]>([])

    var entries: [String] { written.withLock { $0 } }

    func write(_ entry: String) { written.withLock { $0.append(entry) } }
}

/// Runs until graceful shutdown; says when it has started.
struct Patient: Service {
    let name: String
    let journal: Journal
    let started = OneShot<Void>()

    func run() async throws {
        journal.write("\(name) started")
        started.succeed(())
        do {
            try await gracefulShutdown()
            journal.write("\(name) ended")
        } catch {
            journal.write("\(name) cancelled")
            throw error
        }
    }
}

/// Does what the test says.
struct Scripted: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}

@Suite struct ServiceGroupTests {
    struct Broken: Error {}

    private let journal = Journal()
    private let logger = Logger(label: "test") { _ in NoOpLogHandler() }

    @Test("shutdown goes from last to first, each waiting for the one after it")
    func reverseOrder() async throws {
        let services = ["database", "broker", "server"].map { Patient(name: $0, journal: journal) }
        let group = ServiceGroup(services: services, logger: logger)
        let run = Task { try await group.run() }
        for service in services { try await service.started.value() }
        await group.triggerGracefulShutdown()
        try await run.value
        #expect(journal.entries.suffix(3) == ["server ended", "broker ended", "database ended"])
    }

    @Test("a dependency isn't asked to end while the service before it is still draining")
    func waitsForDraining() async throws {
        let (draining, mayEnd) = (OneShot<Void>(), OneShot<Void>())
        let database = Patient(name: "database", journal: journal)
        let server = Scripted { [journal] in
            try await gracefulShutdown()
            draining.succeed(())
            try await mayEnd.value()
            journal.write("server ended")
        }
        let group = ServiceGroup(services: [database, server], logger: logger)
        let run = Task { try await group.run() }
        try await database.started.value()
        await group.triggerGracefulShutdown()
        try await draining.value()
        #expect(journal.entries == ["database started"])
        mayEnd.succeed(())
        try await run.value
        #expect(journal.entries == ["database started", "server ended", "database ended"])
    }

    @Test("a service that fails cancels the others, and its error is the group's")
    func failureCancels() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let broken = Scripted {
            try await patient.started.value()
            throw Broken()
        }
        let group = ServiceGroup(services: [patient, broken], logger: logger)
        await #expect(throws: Broken.self) { try await group.run() }
        #expect(journal.entries == ["patient started", "patient cancelled"])
    }

    @Test("a service that returns unasked ends the group with an error")
    func unexpectedReturn() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let group = ServiceGroup(services: [patient, Scripted {}], logger: logger)
        await #expect(throws: ServiceGroupError.serviceFinishedUnexpectedly(service: "Scripted")) {
            try await group.run()
        }
    }

    @Test("a service whose end is the end of the work shuts the others down gracefully")
    func successShutsDown() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let work = Scripted { try await patient.started.value() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: patient),
                    .init(service: work, successTerminationBehavior: .gracefullyShutdownGroup),
                ], logger: logger))
        try await group.run()
        #expect(journal.entries == ["patient started", "patient ended"])
    }

    @Test("the end of an ignored service changes nothing, and the group ends when all have")
    func ignoredEnd() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: Scripted {}, successTerminationBehavior: .ignore),
                    .init(service: Scripted { throw Broken() }, failureTerminationBehavior: .ignore),
                ], logger: logger))
        try await group.run()
    }

    @Test("past the drain deadline everything is cancelled, and the group says so")
    func drainDeadline() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let stuck = Scripted { [journal] in
            do {
                try await OneShot<Void>().value()
            } catch {
                journal.write("stuck cancelled")
                throw error
            }
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: patient), .init(service: stuck)],
                maximumGracefulShutdownDuration: .milliseconds(20), logger: logger))
        let run = Task { try await group.run() }
        try await patient.started.value()
        await group.triggerGracefulShutdown()
        await #expect(throws: ServiceGroupError.gracefulShutdownTimedOut) { try await run.value }
        #expect(Set(journal.entries) == ["patient started", "patient cancelled", "stuck cancelled"])
    }

    @Test("asking twice cancels")
    func askingTwice() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let stuck = Scripted { try await OneShot<Void>().value() }
        let group = ServiceGroup(services: [patient, stuck], logger: logger)
        let run = Task { try await group.run() }
        try await patient.started.value()
        await group.triggerGracefulShutdown()
        await group.triggerGracefulShutdown()
        await #expect(throws: CancellationError.self) { try await run.value }
    }

    @Test("cancelling the group's task cancels its services")
    func cancellation() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let group = ServiceGroup(services: [patient], logger: logger)
        let run = Task { try await group.run() }
        try await patient.started.value()
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
        #expect(journal.entries == ["patient started", "patient cancelled"])
    }

    @Test("an error while draining doesn't keep the others from draining, but is reported")
    func failureWhileDraining() async throws {
        let patient = Patient(name: "patient", journal: journal)
        let broken = Scripted {
            try await gracefulShutdown()
            throw Broken()
        }
        let group = ServiceGroup(services: [patient, broken], logger: logger)
        let run = Task { try await group.run() }
        try await patient.started.value()
        await group.triggerGracefulShutdown()
        await #expect(throws: Broken.self) { try await run.value }
        #expect(journal.entries == ["patient started", "patient ended"])
    }

    @Test("a group inside a group shuts down with it")
    func nested() async throws {
        let inner = Patient(name: "inner", journal: journal)
        let group = ServiceGroup(
            services: [ServiceGroup(services: [inner], logger: logger)], logger: logger)
        let run = Task { try await group.run() }
        try await inner.started.value()
        await group.triggerGracefulShutdown()
        try await run.value
        #expect(journal.entries == ["inner started", "inner ended"])
    }

    @Test("a group without services ends, and runs only once")
    func empty() async throws {
        let group = ServiceGroup(services: [], logger: logger)
        try await group.run()
        await #expect(throws: ServiceGroupError.alreadyRunning) { try await group.run() }
    }
}
