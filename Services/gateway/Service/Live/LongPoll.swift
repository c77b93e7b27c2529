import HTTPServer
import Threads

/// Waiting for a change within one request.
enum LongPoll {
    enum Wake: Sendable { case changed, timedOut, draining, ended }

    /// Waits for the next element of `changes`, the time's end, or the server's draining, whichever comes first.
    ///
    /// - Throws: `CancellationError` when the client has left.
    static func next<Element: Sendable>(
        of changes: AsyncStream<Element>, until end: ContinuousClock.Instant, drain: DrainSignal
    ) async throws -> (Wake, Element?) {
        try await withThrowingTaskGroup(of: (Wake, Element?).self) { group in
            group.addTask {
                var iterator = changes.makeAsyncIterator()
                let element = await iterator.next()
                try Task.checkCancellation()
                return (element == nil ? .ended : .changed, element)
            }
            group.addTask {
                try await Task.sleep(until: end)
                return (.timedOut, nil)
            }
            group.addTask {
                try await drain.wait()
                return (.draining, nil)
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }
}
