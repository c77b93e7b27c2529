import FoundationEssentials
import HTTPServer
import Metrics

extension Router {
    /// Adds what every service answers to whoever operates it:
    ///
    /// | route | answer |
    /// |---|---|
    /// | `GET /healthz` | 200 while the process lives; asks nobody |
    /// | `GET /readyz` | `ReadinessReport`; 200 when ready, else 503 |
    /// | `GET /metrics` | Prometheus' text format 0.0.4 |
    public mutating func addHealthRoutes(
        readiness: Readiness, registry: PrometheusRegistry = MetricsSystem.registry
    ) {
        on(.get, "/healthz") { _ in .json(Array(#"{"status":"alive"}"#.utf8), headers: Self.uncached) }
        on(.get, "/readyz") { _ in
            let report = await readiness.report()
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let isReady = report.status == .ready
            var headers = Self.uncached
            if !isReady { headers["Retry-After"] = "1" }
            return .json(
                Array(try encoder.encode(report)), status: isReady ? .ok : .serviceUnavailable, headers: headers)
        }
        on(.get, "/metrics") { _ in
            .text(registry.exposition(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private static var uncached: HTTPFields { ["Cache-Control": "no-store"] }
}
