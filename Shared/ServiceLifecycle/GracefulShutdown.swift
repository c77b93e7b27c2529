import Threads

/// Runs `operation`; `handler` is called once when graceful shutdown is asked for meanwhile, at once when it already was.
///
/// The handler runs on whatever thread asks and must return quickly. Outside of a `ServiceGroup` it is never called.
public nonisolated(nonsending) func withGracefulShutdownHandler<Result>(
    operation: () async throws -> Result,
    onGracefulShutdown handler: @escaping @Sendable () -> Void
) async rethrows -> Result {
    guard let manager = GracefulShutdownManager.current else { return try await operation() }
    let number = manager.register(handler)
    defer { manager.unregister(number) }
    return try await operation()
}

/// As `withGracefulShutdownHandler`, and calls the handler on cancellation, too: up to twice.
public nonisolated(nonsending) func withTaskCancellationOrGracefulShutdownHandler<Result>(
    operation: () async throws -> Result,
    onCancelOrGracefulShutdown handler: @escaping @Sendable () -> Void
) async rethrows -> Result {
    try await withTaskCancellationHandler {
        try await withGracefulShutdownHandler(operation: operation, onGracefulShutdown: handler)
    } onCancel: {
        handler()
    }
}

/// Returns when graceful shutdown is asked for. Throws `CancellationError` when the task is cancelled first.
public func gracefulShutdown() async throws {
    let asked = OneShot<Void>()
    try await withGracefulShutdownHandler {
        try await asked.value()
    } onGracefulShutdown: {
        asked.succeed(())
    }
}

/// Runs `operation` and cancels it when graceful shutdown is asked for: for work that needn't be finished.
public func cancelWhenGracefulShutdown<Result: Sendable>(
    _ operation: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            // Cancelled once the operation has ended, which isn't an error of it.
            do { try await gracefulShutdown() } catch is CancellationError {}
            return nil
        }
        defer { group.cancelAll() }
        while let result = try await group.next() {
            if let result { return result }
            group.cancelAll()
        }
        throw CancellationError()
    }
}

extension Task where Success == Never, Failure == Never {
    /// True once the surrounding `ServiceGroup` has asked this task's service to shut down.
    public static var isShuttingDownGracefully: Bool {
        GracefulShutdownManager.current?.isShuttingDown ?? false
    }
}
