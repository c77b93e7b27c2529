import Contracts
import Messaging
import Threads

/// One time of owning a shard: reads its queue, and waits with what comes next until what was taken is answered, so that
/// whatever arrives during a transaction goes into the next one together.
final class ShardSession: Sendable {
    private let consumer: ShardConsumer
    private let unanswered = Locked<(count: Int, waiter: CheckedContinuation<Void, Never>?)>((0, nil))
    private let ended = Locked(false)

    init(_ environment: ShardEnvironment, _ shard: Shard) {
        consumer = ShardConsumer(
            environment.broker, shard: shard, replies: environment.replies, deadLetters: environment.deadLetters,
            logger: environment.logger)
    }

    /// Reads until ``end()``.
    ///
    /// - Parameter take: gives back of how many requests ``answered()`` will be called.
    func run(_ take: @escaping @Sendable ([IncomingRequest]) async -> Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.consumer.run() }
            while let batch = await consumer.nextBatch() {
                let count = await take(batch)
                await waitUntilAnswered(count)
            }
            try await group.waitForAll()
        }
    }

    /// One of the requests taken has been answered.
    func answered() {
        unanswered.withLock { state in
            state.count -= 1
            return state.count == 0 ? state.waiter.take() : nil
        }?.resume()
    }

    /// Takes nothing more, and waits for nothing: what isn't answered goes back to the queue, for the next owner.
    func end() {
        ended.withLock { $0 = true }
        consumer.stop(immediately: true)
        unanswered.withLock { $0.waiter.take() }?.resume()
    }

    private func waitUntilAnswered(_ count: Int) async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let goOn = unanswered.withLock { state in
                state.count += count  // some may have been answered already: then it was below zero
                if state.count <= 0 { return true }
                state.waiter = continuation
                return false
            }
            // `end()` may have come before there was anybody to wake.
            if goOn {
                continuation.resume()
            } else if ended.withLock({ $0 }) {
                unanswered.withLock { $0.waiter.take() }?.resume()
            }
        }
    }
}
