import Threads

/// What clients hand to the thread that owns the connection, and what it lets them see.
final class RedisMailbox: Sendable {
    /// A command and the one who waits for its answer.
    struct Letter: Sendable {
        let bytes: [UInt8]
        let deadline: ContinuousClock.Instant
        let sender: CheckedContinuation<RedisValue, any Error>
    }

    private struct State {
        var letters: [Letter] = []
        var isClosing = false
        var hasEnded = false
        var status = RedisStatus()
    }

    private let state = Locked(State())
    /// Readable when there is something in the box.
    let wakeup = WakeupDescriptor()
    /// Set when the thread has closed its connection and ended.
    let ended = OneShot<Void>()

    var status: RedisStatus { state.withLock { $0.status } }

    func show(_ status: RedisStatus) { state.withLock { $0.status = status } }

    /// Leaves a command for the thread; false when the thread has ended.
    func post(_ letter: Letter) -> Bool {
        let wasEmpty: Bool? = state.withLock { state in
            guard !state.hasEnded else { return nil }
            state.letters.append(letter)
            return state.letters.count == 1
        }
        // Only the first one wakes the thread: it takes all that is there.
        if wasEmpty == true { wakeup.signal() }
        return wasEmpty != nil
    }

    /// Asks the thread to end when everything under way has its answer.
    func close() {
        state.withLock { $0.isClosing = true }
        wakeup.signal()
    }

    /// Everything left so far, and whether to close.
    func collect() -> (letters: [Letter], isClosing: Bool) {
        state.withLock { state in
            defer { state.letters = [] }
            return (state.letters, state.isClosing)
        }
    }

    /// The thread ends now; gives back what it will not see.
    func end() -> [Letter] {
        state.withLock { state in
            state.hasEnded = true
            defer { state.letters = [] }
            return state.letters
        }
    }
}
