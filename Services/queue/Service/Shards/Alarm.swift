import Contracts
import Threads

/// One clock for all shards of a process: rings each at the time that it has set last.
final class Alarm: Sendable {
    private struct State {
        var times: [Shard: ContinuousClock.Instant] = [:]
        var sleepsUntil: ContinuousClock.Instant?
        var sleeper: Task<Void, Never>?
    }

    private let state = Locked(State())

    /// Replaces the shard's time; `nil` for none.
    func set(_ shard: Shard, _ time: ContinuousClock.Instant?) {
        state.withLock { state in
            state.times[shard] = time
            if let time, let until = state.sleepsUntil, time < until { state.sleeper?.cancel() }
        }
    }

    /// Rings until the task is cancelled.
    func run(_ ring: (Shard) async -> Void) async {
        while !Task.isCancelled {
            let sleeper = state.withLock { state in
                let until = state.times.values.min() ?? .now + .seconds(60)
                // A task of its own, so that it can be cancelled when an earlier time is set.
                let sleeper = Task<Void, Never> {
                    do {
                        try await Task.sleep(until: until, clock: .continuous)
                    } catch {
                        return  // an earlier time was set
                    }
                }
                state.sleepsUntil = until
                state.sleeper = sleeper
                return sleeper
            }
            await withTaskCancellationHandler {
                await sleeper.value
            } onCancel: {
                sleeper.cancel()
            }
            for shard in takeDue() { await ring(shard) }
        }
    }

    private func takeDue() -> [Shard] {
        state.withLock { state in
            let now = ContinuousClock.now
            let due = state.times.filter { $0.value <= now }.keys.sorted()
            for shard in due { state.times[shard] = nil }
            state.sleepsUntil = nil
            return due
        }
    }
}
