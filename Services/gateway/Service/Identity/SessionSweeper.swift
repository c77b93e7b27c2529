import ServiceLifecycle

/// Forgets sessions that are too old to be believed.
struct SessionSweeper: Service {
    let sessions: SessionKeeper

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await Task.sleep(for: .seconds(5)) } catch { return }  // cancelled: shutting down
                await sessions.sweep()
            }
        }
    }
}
