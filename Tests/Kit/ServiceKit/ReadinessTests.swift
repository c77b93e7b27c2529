import Logging
import ServiceKit
import Testing
import Threads

@Suite struct ReadinessTests {
    struct Broken: Error {}

    private let captured = CapturedLines()

    private func readiness(limit: Duration = .seconds(60)) -> Readiness {
        let sink = captured.sink
        return Readiness(logger: Logger(label: "test") { TerminalLogHandler(label: $0, sink: sink) }, limit: limit)
    }

    @Test("it is starting, then what its dependencies are, then draining for good")
    func phases() async {
        let readiness = readiness()
        readiness.register("broker") {}
        #expect(await readiness.report().status == .starting)
        readiness.started()
        #expect(
            await readiness.report() == ReadinessReport(status: .ready, dependencies: ["broker": .init(state: .ready)]))
        readiness.draining()
        readiness.started()
        #expect(await readiness.report().status == .draining)
    }

    @Test("one dependency that isn't ready makes all unavailable, and only fit words are shown")
    func unavailable() async {
        let readiness = readiness()
        readiness.started()
        readiness.register("broker") {}
        readiness.register("database") { throw Broken() }
        readiness.register("topology") { throw NotReady("queue results.v1 is missing") }
        #expect(
            await readiness.report()
                == ReadinessReport(
                    status: .unavailable,
                    dependencies: [
                        "broker": .init(state: .ready), "database": .init(state: .unavailable),
                        "topology": .init(state: .unavailable, detail: "queue results.v1 is missing"),
                    ]))
    }

    @Test("a dependency that doesn't answer is late, and doesn't hold up the answer")
    func late() async {
        let readiness = readiness(limit: .milliseconds(5))
        readiness.started()
        readiness.register("database") { try await OneShot<Void>().value() }
        let report = await readiness.report()
        #expect(report.status == .unavailable)
        #expect(report.dependencies == ["database": .init(state: .late)])
    }

    @Test("a change is logged once each way")
    func changesAreLogged() async {
        let broken = Locked(true)
        let readiness = readiness()
        readiness.register("database") {
            if broken.withLock({ $0 }) { throw Broken() }
        }
        _ = await readiness.report()
        _ = await readiness.report()
        #expect(captured.lines.count == 1)
        #expect(captured.lines.first?.contains("reason=Broken()") == true)
        broken.withLock { $0 = false }
        _ = await readiness.report()
        _ = await readiness.report()
        #expect(captured.lines.count == 2)
    }
}
