import Foundation
import HTTPClient
import Logging
import Metrics
import ServiceLifecycle
import Testing
import Threads

@testable import ServiceKit

@Suite struct AdminServiceTests {
    struct Broken: Error {}

    private let readiness = Readiness(logger: Logger(label: "test") { _ in NoOpLogHandler() })

    /// Runs an admin port, on whatever port is free, around `body`, which gets its base address.
    private func withAdminPort(_ body: (String) async throws -> Void) async throws {
        let logger = Logger(label: "test") { _ in NoOpLogHandler() }
        let settings = try SettingValues(
            CommonSettings.all(hasAdminPort: true), environment: ["MUSTER_ADMIN_PORT": "0"])
        let admin = AdminService(
            ProgramContext(
                service: "test", instance: "test-1", settings: settings, logger: logger, readiness: readiness))
        let group = ServiceGroup(services: [admin], logger: logger)
        async let running: Void = group.run()
        let address = try await admin.server.address
        do {
            try await body("http://\(address)")
        } catch {
            await group.triggerGracefulShutdown()
            try await running
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running
    }

    private func readyz(_ base: String) async throws -> (status: Int, report: ReadinessReport) {
        let answer = try await WebClient.shared.send(HTTPClientRequest(.get, "\(base)/readyz"))
        #expect(answer.headers["Content-Type"] == "application/json")
        return (answer.status.code, try JSONDecoder().decode(ReadinessReport.self, from: Data(answer.body)))
    }

    @Test("/healthz asks nobody")
    func healthz() async throws {
        readiness.register("broken") {
            Issue.record("asked")
            throw Broken()
        }
        try await withAdminPort { base in
            let answer = try await WebClient.shared.send(HTTPClientRequest(.get, "\(base)/healthz"))
            #expect(answer.status.code == 200)
            #expect(answer.text == #"{"status":"alive"}"#)
        }
    }

    @Test("/readyz is 503 while starting, while a dependency isn't ready, and while draining")
    func readyz() async throws {
        let broken = Locked(true)
        readiness.register("broker") {}
        readiness.register("database") {
            if broken.withLock({ $0 }) { throw Broken() }
        }
        try await withAdminPort { base in
            #expect(try await readyz(base).report.status == .starting)
            readiness.started()
            let unavailable = try await readyz(base)
            #expect(unavailable.status == 503)
            #expect(unavailable.report.status == .unavailable)
            #expect(
                unavailable.report.dependencies == [
                    "broker": .init(state: .ready), "database": .init(state: .unavailable),
                ])
            broken.withLock { $0 = false }
            let ready = try await readyz(base)
            #expect(ready.status == 200)
            #expect(ready.report.status == .ready)
            readiness.draining()
            let draining = try await readyz(base)
            #expect(draining.status == 503)
            #expect(draining.report.status == .draining)
        }
    }

    @Test("/metrics has the process's figures and what it counts, as Prometheus' text")
    func metrics() async throws {
        Counter(label: "admin.service.tests").increment()
        try await withAdminPort { base in
            let answer = try await WebClient.shared.send(HTTPClientRequest(.get, "\(base)/metrics"))
            #expect(answer.status.code == 200)
            #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.text.contains("\nadmin_service_tests_total 1\n"))
            #expect(answer.text.contains("\nprocess_resident_memory_bytes "))
        }
    }
}
