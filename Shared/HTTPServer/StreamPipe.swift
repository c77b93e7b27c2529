import CMicroHTTPD
import Threads

/// The bytes of a streamed body between the task that writes them and libmicrohttpd, which asks for them on its thread
/// and is suspended while there are none.
///
/// `@unchecked Sendable`: `handle` is only given back to libmicrohttpd, whose resumption may be asked for from any
/// thread, and only while the connection is suspended, so that it exists; what changes is behind `state`.
final class StreamPipe: @unchecked Sendable {
    private enum End {
        case complete
        /// The client must see that the body isn't whole.
        case broken
    }

    private struct State {
        var buffer: [UInt8] = []
        var start = 0
        var end: End?
        /// The client has left, or the server stops: nothing more is taken.
        var isClosed = false
        /// libmicrohttpd waits to be resumed.
        var isSuspended = false
        /// It was suspended and hasn't come back yet.
        var wasSuspended = false
        var writers: [CheckedContinuation<Void, Never>] = []
        var task: Task<Void, Never>?
    }

    private static let limit = 64 << 10
    let drain: DrainSignal
    private let handle: OpaquePointer
    private let suspensions: Tally
    private let connection: ClientConnection
    private let state = Locked(State())

    init(handle: OpaquePointer, connection: ClientConnection, suspensions: Tally, drain: DrainSignal) {
        self.handle = handle
        self.connection = connection
        self.suspensions = suspensions
        self.drain = drain
    }

    // MARK: The writer's side

    func start(_ produce: @escaping @Sendable (HTTPStreamWriter) async throws -> Void) {
        // Belongs to the response: it is cancelled when the client leaves, and awaited by the drain.
        let task = Task {
            do {
                try await produce(HTTPStreamWriter(pipe: self))
                self.finish(.complete)
            } catch {
                self.finish(.broken)
            }
        }
        let isClosed = state.withLock { state in
            state.task = task
            return state.isClosed
        }
        if isClosed { task.cancel() }
    }

    func write(_ bytes: [UInt8]) async throws {
        while true {
            try Task.checkCancellation()
            let (isClosed, isFull, resumes) = state.withLock { state in
                guard !state.isClosed, state.end == nil else { return (true, false, false) }
                guard state.buffer.count - state.start < Self.limit else { return (false, true, false) }
                state.buffer += bytes
                return (false, false, Self.takeSuspension(&state))
            }
            if isClosed { throw HTTPStreamWriter.Closed() }
            if resumes { MHD_resume_connection(handle) }
            if !isFull { return }
            await waitForRoom()
        }
    }

    private func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if Task.isCancelled || state.isClosed || state.buffer.count - state.start < Self.limit {
                        return true
                    }
                    state.writers.append(continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            wakeWriters()
        }
    }

    private func wakeWriters() {
        let writers: [CheckedContinuation<Void, Never>] = state.withLock { state in
            defer { state.writers = [] }
            return state.writers
        }
        for writer in writers { writer.resume() }
    }

    private func finish(_ end: End) {
        let resumes = state.withLock { state in
            state.end = state.end ?? end
            return Self.takeSuspension(&state)
        }
        if resumes { MHD_resume_connection(handle) }
    }

    /// Takes nothing more, and cancels the task that writes. From any thread.
    func close() {
        let (task, resumes) = state.withLock { state in
            state.isClosed = true
            return (state.task, Self.takeSuspension(&state))
        }
        if resumes { MHD_resume_connection(handle) }
        task?.cancel()
        wakeWriters()
    }

    private static func takeSuspension(_ state: inout State) -> Bool {
        defer { state.isSuspended = false }
        return state.isSuspended
    }

    // MARK: libmicrohttpd's side

    /// Copies what is there; suspends the connection while there is nothing. On libmicrohttpd's thread.
    func read(into target: UnsafeMutablePointer<CChar>, _ maximum: Int) -> Int {
        if let result = copy(to: target, maximum) { return result }
        guard suspensions.add() else { return muster_mhd_end_with_error }
        MHD_suspend_connection(handle)
        connection.enter(.handling)
        let mustGoOn = state.withLock { state in
            state.wasSuspended = true
            state.isSuspended = state.buffer.count == state.start && state.end == nil && !state.isClosed
            return !state.isSuspended
        }
        if mustGoOn { MHD_resume_connection(handle) }
        return 0
    }

    /// The answer is over, read to its end or not. On libmicrohttpd's thread.
    func complete() {
        let wasSuspended = state.withLock { state in
            defer { state.wasSuspended = false }
            return state.wasSuspended
        }
        if wasSuspended { suspensions.remove() }
    }

    private func copy(to target: UnsafeMutablePointer<CChar>, _ maximum: Int) -> Int? {
        let (result, wakes, wasSuspended): (Int?, Bool, Bool) = state.withLock { state in
            let wasSuspended = state.wasSuspended
            state.wasSuspended = false
            let available = state.buffer.count - state.start
            if state.isClosed { return (muster_mhd_end_with_error, true, wasSuspended) }
            guard available > 0 else {
                return (
                    state.end.map { $0 == .complete ? muster_mhd_end_of_stream : muster_mhd_end_with_error }, false,
                    wasSuspended
                )
            }
            let count = min(available, maximum)
            state.buffer.withUnsafeBytes {
                UnsafeMutableRawPointer(target).copyMemory(from: $0.baseAddress! + state.start, byteCount: count)
            }
            state.start += count
            if state.start == state.buffer.count {
                state.buffer.removeAll(keepingCapacity: state.start <= 4096)
                state.start = 0
            }
            return (count, !state.writers.isEmpty, wasSuspended)
        }
        if wasSuspended { suspensions.remove() }
        if wakes { wakeWriters() }
        return result
    }
}
