/// A long-running part of a process. The names and shapes of this module are those of swift-service-lifecycle.
public protocol Service: Sendable {
    /// Runs until graceful shutdown is asked for (`gracefulShutdown()`, `withGracefulShutdownHandler`), then finishes what
    /// it has begun and returns; ends at once when its task is cancelled. Returning unasked, or throwing, ends the group.
    func run() async throws
}
