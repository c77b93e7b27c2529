import Metrics
import Testing

@Suite struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry()

    @Test("counters and gauges appear in order of name and dimensions")
    func exposition() {
        let second = Counter(label: "http.requests", dimensions: [("route", "/b"), ("code", "200")], factory: registry)
        let first = Counter(label: "http.requests", dimensions: [("code", "200"), ("route", "/a")], factory: registry)
        first.increment()
        second.increment(by: 41)
        second.increment(by: UInt8(1))
        Gauge(label: "connections", factory: registry).record(1.5)
        #expect(
            registry.exposition(process: nil) == """
                # TYPE connections gauge
                connections 1.5
                # TYPE http_requests_total counter
                http_requests_total{code="200",route="/a"} 1
                http_requests_total{code="200",route="/b"} 42

                """)
    }

    @Test("the same label and dimensions are the same counter")
    func sameCounter() {
        Counter(label: "seen", factory: registry).increment()
        Counter(label: "seen", factory: registry).increment()
        #expect(registry.exposition(process: nil).contains("seen_total 2\n"))
    }

    @Test("a counter doesn't fall")
    func negativeIncrement() {
        let counter = Counter(label: "seen", factory: registry)
        counter.increment(by: 2)
        counter.increment(by: -1)
        #expect(registry.exposition(process: nil).contains("seen_total 2\n"))
    }

    @Test("a meter moves both ways")
    func meter() {
        let meter = Meter(label: "open", factory: registry)
        meter.set(5)
        meter.increment()
        meter.decrement(by: 2.5)
        meter.decrement()
        #expect(registry.exposition(process: nil).contains("open 2.5\n"))
    }

    @Test("a timer records seconds into cumulative buckets; a value on a bound is below it")
    func timer() {
        let timer = Timer(label: "rpc.duration", dimensions: [("to", "auth")], factory: registry)
        timer.record(duration: .milliseconds(1))
        timer.recordNanoseconds(1_000_001)
        timer.record(duration: .seconds(3_600))
        let lines = registry.exposition(process: nil).split(separator: "\n")
        #expect(lines.first == "# TYPE rpc_duration_seconds histogram")
        #expect(lines.contains(#"rpc_duration_seconds_bucket{to="auth",le="0.0005"} 0"#))
        #expect(lines.contains(#"rpc_duration_seconds_bucket{to="auth",le="0.001"} 1"#))
        #expect(lines.contains(#"rpc_duration_seconds_bucket{to="auth",le="0.0025"} 2"#))
        #expect(lines.contains(#"rpc_duration_seconds_bucket{to="auth",le="60"} 2"#))
        #expect(lines.contains(#"rpc_duration_seconds_bucket{to="auth",le="+Inf"} 3"#))
        #expect(lines.contains(#"rpc_duration_seconds_count{to="auth"} 3"#))
        #expect(lines.contains(#"rpc_duration_seconds_sum{to="auth"} 3600.002000001"#))
    }

    @Test("measuring records once, also when the body throws")
    func measure() async {
        struct Broken: Error {}
        let timer = Timer(label: "work", factory: registry)
        #expect(timer.measure { 1 } == 1)
        await #expect(throws: Broken.self) { try await timer.measure { () async throws(Broken) in throw Broken() } }
        #expect(registry.exposition(process: nil).contains("work_seconds_count 2\n"))
    }

    @Test("a recorder counts sizes, and what isn't a number doesn't spoil the sum")
    func recorder() {
        let recorder = Recorder(label: "batch", factory: registry)
        recorder.record(3)
        recorder.record(Double.nan)
        let text = registry.exposition(process: nil)
        #expect(text.contains("batch_bucket{le=\"2\"} 0\nbatch_bucket{le=\"4\"} 1\n"))
        #expect(text.contains("batch_sum 3\nbatch_count 1\n"))
    }

    @Test("names and values are made fit for the format")
    func escaping() {
        Gauge(label: "9-lives é", dimensions: [("a.b", "x\"y\\z\nw")], factory: registry).record(1)
        #expect(registry.exposition(process: nil).contains(#"_9_lives__{a_b="x\"y\\z\nw"} 1"#))
    }

    @Test("a name of two kinds traps")
    func twoKinds() async {
        await #expect(processExitsWith: .failure) {
            let registry = PrometheusRegistry()
            Gauge(label: "one_total", factory: registry).record(1)
            Counter(label: "one", factory: registry).increment()
        }
    }

    @Test("additions from many tasks are all counted")
    func concurrency() async {
        let counter = Counter(label: "hits", factory: registry)
        let timer = Timer(label: "took", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        counter.increment()
                        timer.recordNanoseconds(1_000_000_000)
                    }
                }
            }
        }
        let text = registry.exposition(process: nil)
        #expect(text.contains("hits_total 8000\n"))
        #expect(text.contains("took_seconds_sum 8000\n"))
    }

    @Test("the process itself is described under Prometheus' usual names")
    func process() throws {
        let statistics = try #require(ProcessStatistics.read())
        #expect(statistics.residentBytes > 1_000_000)
        #expect(statistics.openDescriptors >= 3)
        #expect(statistics.descriptorLimit >= statistics.openDescriptors)
        #expect(statistics.threads >= 1)
        #expect(statistics.startTimeSeconds > 1_700_000_000)
        let text = registry.exposition(process: statistics)
        for name in [
            "process_cpu_seconds_total", "process_max_fds", "process_open_fds", "process_resident_memory_bytes",
            "process_start_time_seconds",
        ] {
            #expect(text.contains("\n\(name) "))
        }
    }
}
