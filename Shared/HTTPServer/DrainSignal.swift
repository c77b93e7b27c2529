import Threads

/// Tells that the server has begun to drain.
public final class DrainSignal: Sendable {
    private let begun = OneShot<Void>()

    public init() {}

    public var hasBegun: Bool { begun.result != nil }

    /// Returns when the server begins to drain; throws `CancellationError` when the task is cancelled first.
    public func wait() async throws { try await begun.value() }

    /// Idempotent.
    public func begin() { begun.succeed(()) }
}
