import Glibc

/// A first-in first-out queue that threads, not tasks, wait on.
///
/// `@unchecked Sendable`: the mutable members are only touched while `mutex` is held; `mutex` and `condition` are made in
/// `init` and freed in `deinit`.
final class WaitableQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var incoming: [Element] = []
    /// What waits to be taken, last first, so that taking is `popLast`.
    private var outgoing: [Element] = []
    private var closed = false

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        precondition(pthread_mutex_init(mutex, nil) == 0 && pthread_cond_init(condition, nil) == 0)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Appends, and wakes one waiting thread. False when the queue is closed or already holds `limit` elements.
    @discardableResult
    func append(_ element: Element, limit: Int = .max) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard !closed, incoming.count + outgoing.count < limit else { return false }
        incoming.append(element)
        pthread_cond_signal(condition)
        return true
    }

    /// Waits for an element. Nil once the queue is closed and empty. Blocks the calling thread.
    func next() -> Element? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let element = outgoing.popLast() { return element }
            if !incoming.isEmpty {
                outgoing = incoming.reversed()
                incoming.removeAll(keepingCapacity: true)
                continue
            }
            if closed { return nil }
            pthread_cond_wait(condition, mutex)
        }
    }

    /// Takes no more; those who wait get what is left, then nil.
    func close() {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        closed = true
        pthread_cond_broadcast(condition)
    }
}
