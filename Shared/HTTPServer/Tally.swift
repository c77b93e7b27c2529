import Threads

/// Counts what is under way, and lets one wait until nothing is.
final class Tally: Sendable {
    private struct State {
        var count = 0
        var isClosed = false
        var waiters: [OneShot<Void>] = []
    }

    private let state = Locked(State())

    var count: Int { state.withLock { $0.count } }

    /// False, and nothing is counted, after `close`.
    @discardableResult
    func add() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.count += 1
            return true
        }
    }

    /// Takes nothing more: the count can only fall from here.
    func close() { state.withLock { $0.isClosed = true } }

    func remove() {
        let waiters: [OneShot<Void>] = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.succeed(()) }
    }

    /// True when nothing is under way within the time; also false when the task is cancelled.
    func reachesZero(within limit: Duration) async -> Bool {
        let waiter = OneShot<Void>()
        let isZero = state.withLock { state in
            if state.count > 0 { state.waiters.append(waiter) }
            return state.count == 0
        }
        if isZero { return true }
        do {
            try await waiter.value(within: limit)
            return true
        } catch {
            return count == 0
        }
    }
}
