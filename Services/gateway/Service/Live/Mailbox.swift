import Threads

/// The newest element that nobody has taken yet; a newer one replaces it. One task waits at a time.
///
/// Unlike an `AsyncStream`, whose iteration is over once a waiting task was cancelled, a wait that is given up ends nothing
/// and loses nothing: waiting and taking are two steps.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var element: Element?
        var isFinished = false
        /// Resolved with the next element or the end.
        var news = OneShot<Void>()
    }

    private let state = Locked(State())

    /// Leaves an element. Without effect when the mailbox is finished.
    func put(_ element: Element) {
        state.withLock { state in
            guard !state.isFinished else { return }
            state.element = element
            state.news.succeed(())
        }
    }

    /// Nothing more will come; what lies here can still be taken.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            state.news.succeed(())
        }
    }

    /// The element that lies here; nil when there is none.
    func take() -> Element? {
        state.withLock { state in
            guard let element = state.element else { return nil }
            state.element = nil
            if !state.isFinished { state.news = OneShot() }
            return element
        }
    }

    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Returns when something lies here or nothing more will come. Throws `CancellationError`.
    func wait() async throws {
        let news = state.withLock { $0.news }
        try await news.value()
    }

    /// Waits for an element and takes it; nil when nothing more will come. Throws `CancellationError`.
    func next() async throws -> Element? {
        while true {
            if let element = take() { return element }
            if isFinished { return nil }
            try await wait()
        }
    }
}
