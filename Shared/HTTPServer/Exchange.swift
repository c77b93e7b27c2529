import CMicroHTTPD
import Threads

/// One request and its answer.
///
/// `head`, `body`, `discarded`, `bodyIsTooLarge`, `hasBegun` and `isCounted` are touched only by the thread of
/// libmicrohttpd that serves the connection, all else is behind `state`; hence `@unchecked`.
///
/// ```
///  receiving ──body complete: suspend──▶ waiting ──answer: resume──▶ answered
/// ```
/// libmicrohttpd must be resumed exactly once for each suspension, and outside of any lock that its callbacks take.
final class Exchange: @unchecked Sendable {
    private struct State {
        var response: HTTPResponse?
        var isSuspended = false
        var task: Task<Void, Never>?
        var pipe: StreamPipe?
        var hasLeft = false
    }

    let target: String
    let connection: ClientConnection
    private let handle: OpaquePointer
    private let suspensions: Tally
    let arrival = ContinuousClock.now
    private let state = Locked(State())

    var head: RequestHead?
    var body: [UInt8] = []
    /// Bytes of the body that came beyond the limit.
    var discarded = 0
    var bodyIsTooLarge = false
    /// The handler has been started.
    var hasBegun = false
    /// It counts as suspended.
    private var isCounted = false

    init(target: String, connection: ClientConnection, handle: OpaquePointer, suspensions: Tally) {
        self.target = target
        self.connection = connection
        self.handle = handle
        self.suspensions = suspensions
    }

    /// Suspends the connection and runs the work, whose answer resumes it. On libmicrohttpd's thread. False when the
    /// server stops and nothing may be suspended any more.
    func begin(_ work: @escaping @Sendable () async -> HTTPResponse) -> Bool {
        hasBegun = true
        guard suspensions.add() else { return false }
        isCounted = true
        MHD_suspend_connection(handle)
        connection.enter(.handling)
        state.withLock { $0.isSuspended = true }
        // Belongs to a request, whose life libmicrohttpd decides: it is cancelled when the client leaves, and awaited
        // by the drain.
        let task = Task { self.answer(await work()) }
        let hasLeft = state.withLock { state in
            state.task = task
            return state.hasLeft
        }
        if hasLeft { task.cancel() }
        return true
    }

    /// Gives the answer; a second one is dropped. From any thread.
    func answer(_ response: HTTPResponse) {
        let resumes = state.withLock { state in
            guard state.response == nil else { return false }
            state.response = response
            defer { state.isSuspended = false }
            return state.isSuspended
        }
        if resumes { MHD_resume_connection(handle) }
    }

    /// The answer once it is there. On libmicrohttpd's thread.
    func takeResponse() -> HTTPResponse? {
        let response = state.withLock { $0.response }
        if response != nil { hasComeBack() }
        return response
    }

    /// It is over, answered or not: libmicrohttpd may find a resumed connection dead and not ask for its answer. On
    /// libmicrohttpd's thread.
    func complete() {
        hasComeBack()
        state.withLock { $0.pipe }?.complete()
        cancel()
    }

    private func hasComeBack() {
        guard isCounted else { return }
        isCounted = false
        suspensions.remove()
    }

    /// The client has left, or may not wait any longer: what works for it is cancelled. From any thread.
    func cancel() {
        let (task, pipe) = state.withLock { state in
            state.hasLeft = true
            return (state.task, state.pipe)
        }
        task?.cancel()
        pipe?.close()
    }

    /// Lets the exchange tell the pipe that the client has left.
    func attach(_ pipe: StreamPipe) {
        let hasLeft = state.withLock { state in
            state.pipe = pipe
            return state.hasLeft
        }
        if hasLeft { pipe.close() }
    }
}
