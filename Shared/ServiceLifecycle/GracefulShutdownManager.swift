import Threads

/// Whether graceful shutdown was asked for, and who wants to hear of it; travels with the task as a task-local value.
final class GracefulShutdownManager: Sendable {
    @TaskLocal static var current: GracefulShutdownManager?

    private struct State {
        var isShuttingDown = false
        var handlers: [UInt64: @Sendable () -> Void] = [:]
        var nextHandler: UInt64 = 0
    }

    private let state = Locked(State())

    var isShuttingDown: Bool {
        state.withLock { $0.isShuttingDown }
    }

    /// Asks for shutdown: calls every handler once. Further calls do nothing.
    func shutdownGracefully() {
        let handlers: [@Sendable () -> Void] = state.withLock { state in
            guard !state.isShuttingDown else { return [] }
            state.isShuttingDown = true
            defer { state.handlers = [:] }
            return state.handlers.sorted { $0.key < $1.key }.map(\.value)
        }
        for handler in handlers { handler() }
    }

    /// Calls `handler` when shutdown is asked for, at once when it already was. The number is for `unregister`.
    func register(_ handler: @escaping @Sendable () -> Void) -> UInt64 {
        let number: UInt64? = state.withLock { state in
            guard !state.isShuttingDown else { return nil }
            state.nextHandler += 1
            state.handlers[state.nextHandler] = handler
            return state.nextHandler
        }
        if let number { return number }
        handler()
        return 0
    }

    func unregister(_ number: UInt64) {
        state.withLock { $0.handlers[number] = nil }
    }
}
