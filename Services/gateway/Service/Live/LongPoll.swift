import HTTPServer
import Threads

/// Waiting for a change within one request.
enum LongPoll {
    enum Wake<Element: Sendable>: Sendable {
        case changed(Element)
        case timedOut, draining, ended
    }

    /// Waits for the next element of `changes`, the time's end, or the server's draining, whichever comes first.
    ///
    /// - Throws: `CancellationError` when the client has left.
    static func next<Element: Sendable>(
        of changes: Mailbox<Element>, until end: ContinuousClock.Instant, drain: DrainSignal
    ) async throws -> Wake<Element> {
        let wake = try await withThrowingTaskGroup(of: Wake<Element>.self) { group in
            group.addTask {
                try await changes.wait()
                return .ended
            }
            group.addTask {
                try await Task.sleep(until: end)
                return .timedOut
            }
            group.addTask {
                try await drain.wait()
                return .draining
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
        // Whatever woke first: what has come by now is told.
        return changes.take().map { .changed($0) } ?? wake
    }
}
