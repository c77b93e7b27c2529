/// A value that is set once, from any thread, and awaited by any number of tasks, before or after.
///
/// The bridge from C callbacks and loops on threads of their own into `async` code: unlike a bare continuation it may be
/// resolved before it is awaited, resolving twice is harmless, and a cancelled waiter leaves at once.
public final class OneShot<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiters: [UInt64: CheckedContinuation<Value, any Error>] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let state = Locked(State())

    public init() {}

    /// Sets the value. False, and without effect, when it was already set or failed.
    @discardableResult
    public func succeed(_ value: Value) -> Bool {
        resolve(.success(value))
    }

    /// Ends the wait with an error. False, and without effect, when it was already set or failed.
    @discardableResult
    public func fail(_ error: any Error) -> Bool {
        resolve(.failure(error))
    }

    /// What it was set to, nil while it wasn't.
    public var result: Result<Value, any Error>? {
        state.withLock { $0.result }
    }

    /// Waits until it is set. Throws the error it failed with, or `CancellationError` when the waiting task is cancelled.
    public func value() async throws -> Value {
        let waiter = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let immediate: Result<Value, any Error>? = state.withLock { state in
                    if let result = state.result { return result }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.waiters[waiter] = continuation
                    return nil
                }
                if let immediate { continuation.resume(with: immediate) }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume(throwing: CancellationError())
        }
    }

    /// As `value()`, and throws `DeadlineExceeded` when it isn't set within `timeout`.
    public func value(within timeout: Duration) async throws -> Value {
        try await withDeadline(timeout) { try await self.value() }
    }

    private func resolve(_ result: Result<Value, any Error>) -> Bool {
        let waiters: [CheckedContinuation<Value, any Error>]? = state.withLock { state in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        guard let waiters else { return false }
        for waiter in waiters { waiter.resume(with: result) }
        return true
    }
}
