import Glibc

/// A value that is reached only while a mutex is held.
///
/// It has the shape of `Synchronization.Mutex`, over `pthread_mutex_t`, because the thread sanitizer knows the latter and
/// reports false races on the former. The lock isn't recursive: taking it again inside `withLock` deadlocks. Never block
/// or call foreign code that could come back while holding it; `await` can't be written inside.
///
/// `@unchecked Sendable`: `value` is only touched between lock and unlock of `mutex`.
public final class Locked<Value>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    public init(_ value: sending Value) {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        let code = pthread_mutex_init(mutex, nil)
        precondition(code == 0, "pthread_mutex_init failed with \(code)")
        self.value = .allocate(capacity: 1)
        self.value.initialize(to: value)
    }

    deinit {
        value.deinitialize(count: 1)
        value.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deinitialize(count: 1)
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access to the value and gives back what it returns.
    public func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let code = pthread_mutex_lock(mutex)
        precondition(code == 0, "pthread_mutex_lock failed with \(code)")
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value.pointee)
    }
}
