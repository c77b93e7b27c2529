/// A fixed number of threads for short blocking or computing work, with a bounded queue before them.
///
/// What doesn't fit is refused at once instead of waiting without end: the caller can tell its own client to come back.
public final class BlockingThreads: Sendable {
    /// Why work wasn't taken.
    public enum Refusal: Error, Hashable {
        /// `queueLimit` pieces of work are already waiting.
        case busy
    }

    private let queue = WaitableQueue<@Sendable () -> Void>()
    private let queueLimit: Int

    /// - Parameters:
    ///   - count: how many pieces of work run at once.
    ///   - queueLimit: how many more may wait for their turn.
    public init(name: String, count: Int, queueLimit: Int) {
        precondition(count > 0 && queueLimit > 0)
        self.queueLimit = queueLimit
        for number in 0..<count {
            DedicatedThread.start(name: "\(name)-\(number)") { [queue] in
                while let work = queue.next() { work() }
            }
        }
    }

    deinit {
        queue.close()
    }

    /// Runs `work` on one of the threads. Once begun or queued it isn't interrupted: a cancelled caller waits for it.
    ///
    /// Throws `Refusal.busy` when the queue is full, else what `work` throws.
    public func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let taken = queue.append({ continuation.resume(with: Swift.Result(catching: work)) }, limit: queueLimit)
            if !taken { continuation.resume(throwing: Refusal.busy) }
        }
    }
}
