import Threads

/// Gathers what comes while something is being worked on, so that one who is busy does many things at once, and one who is
/// idle each as it comes.
///
/// ```
///   item ─▶ nobody works ──────────────────▶ work([item])
///   item ─▶ all are at work ─▶ waiting … ──▶ work([item, item, …]) as soon as one is done
/// ```
final class Gathering<Item: Sendable, Key: Hashable & SendableMetatype, Answer: Sendable>: Sendable {
    /// Gives an answer for each item, in their order.
    typealias Work = @Sendable ([Item]) async -> [Result<Answer, any Error>]

    private struct Waiting {
        let item: Item
        let continuation: CheckedContinuation<Result<Answer, any Error>, Never>
    }
    private struct State {
        var waiting: [Waiting] = []
        var workers = 0
    }

    private let state = Locked(State())
    private let workers: Int
    private let limit: Int
    private let key: @Sendable (Item) -> Key
    private let work: Work

    /// - Parameters:
    ///   - workers: how many work at a time.
    ///   - limit: so many items at most are worked on at once.
    ///   - key: those with the same are never among the same items.
    init(workers: Int, limit: Int, key: @escaping @Sendable (Item) -> Key, work: @escaping Work) {
        precondition(workers > 0 && limit > 0)
        self.workers = workers
        self.limit = limit
        self.key = key
        self.work = work
    }

    /// How many aren't worked on yet.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Has the item worked on; its answer. It is awaited whether the task is cancelled or not.
    func answer(to item: Item) async throws -> Answer {
        let answer = await withCheckedContinuation { continuation in
            let isNeeded = state.withLock { state in
                state.waiting.append(Waiting(item: item, continuation: continuation))
                guard state.workers < workers else { return false }
                state.workers += 1
                return true
            }
            // Detached: a worker goes on for others than the one who came first.
            if isNeeded { Task.detached { await self.workOff() } }
        }
        return try answer.get()
    }

    private func workOff() async {
        while let batch = next() {
            let answers = await work(batch.map(\.item))
            precondition(answers.count == batch.count)
            for (waiting, answer) in zip(batch, answers) { waiting.continuation.resume(returning: answer) }
        }
    }

    /// The eldest that may be worked on together; `nil` when nobody waits: then this worker is gone.
    private func next() -> [Waiting]? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.workers -= 1
                return nil
            }
            var keys: Set<Key> = []
            var batch: [Waiting] = []
            var rest: [Waiting] = []
            for waiting in state.waiting {
                if batch.count < limit, keys.insert(key(waiting.item)).inserted {
                    batch.append(waiting)
                } else {
                    rest.append(waiting)
                }
            }
            state.waiting = rest
            return batch
        }
    }
}
