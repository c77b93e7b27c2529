import ServiceLifecycle

/// The last service of all, hence the first that hears of a shutdown: turns `/readyz` to 503, so that no new work is sent.
struct DrainNotice: Service {
    let readiness: Readiness

    func run() async throws {
        try await gracefulShutdown()
        readiness.draining()
    }
}
