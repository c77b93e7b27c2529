import Glibc

/// Runs the jobs of actors one after another on a thread of its own, so that they may call C that blocks.
///
/// ```swift
/// actor Connection {
///     private let executor = ThreadExecutor(name: "postgres")
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
/// }
/// ```
///
/// The thread ends after the executor's last reference has gone and what was queued has run. Several actors may share one
/// executor: they then run on the same thread and reach each other without a switch of threads.
public final class ThreadExecutor: SerialExecutor {
    /// A job, and the executor that it must run on, which it keeps alive meanwhile.
    private struct Entry: Sendable {
        let job: UnownedJob
        let executor: ThreadExecutor
    }

    private let queue = WaitableQueue<Entry>()
    private let identity = Locked<pthread_t?>(nil)

    /// Starts the thread.
    ///
    /// - Parameter name: shown by `top -H` and debuggers; the kernel keeps 15 bytes of it.
    public init(name: String, stackBytes: Int = 1 << 20) {
        // The thread holds the queue, not the executor, which otherwise would never be freed.
        DedicatedThread.start(name: name, stackBytes: stackBytes) { [queue, identity] in
            let own = pthread_self()
            identity.withLock { $0 = own }
            while let entry = queue.next() {
                entry.job.runSynchronously(on: entry.executor.asUnownedSerialExecutor())
            }
        }
    }

    deinit {
        queue.close()
    }

    public func enqueue(_ job: consuming ExecutorJob) {
        queue.append(Entry(job: UnownedJob(job), executor: self))
    }

    /// Lets `assumeIsolated` and `preconditionIsolated` work in C callbacks that run on this thread.
    public func checkIsolated() {
        precondition(isCurrentThread(), "not on the executor's thread")
    }

    public func isIsolatingCurrentContext() -> Bool? {
        isCurrentThread()
    }

    /// Never inlined: within an async function the compiler may keep the answer of `pthread_self()` over a suspension.
    @inline(never)
    private func isCurrentThread() -> Bool {
        guard let thread = identity.withLock({ $0 }) else { return false }
        return pthread_equal(thread, pthread_self()) != 0
    }
}
