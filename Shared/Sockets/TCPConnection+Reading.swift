import CLinux
import Glibc

extension TCPConnection {
    /// The next bytes, up to 64 KiB; nil when the other side has said its end. Throws what ended the connection
    /// otherwise, `cancelled` when the task was cancelled, after which reading can go on.
    public func read() async throws(SocketError) -> [UInt8]? {
        while true {
            if !pushedBack.isEmpty {
                defer { pushedBack = [] }
                return pushedBack
            }
            if let failure { throw failure }
            if ended { return nil }
            if let bytes = try receive() { return bytes }
            if ended { return nil }
            precondition(readWaiter == nil, "two readers of one connection")
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if Task.isCancelled { continuation.resume() } else { readWaiter = continuation }
                }
            } onCancel: {
                loop.execute { self.assumeIsolated { $0.wakeReader() } }
            }
            if Task.isCancelled { throw SocketError(.cancelled, "read") }
        }
    }

    /// Puts bytes back before those to be read next.
    public func unread(_ bytes: [UInt8]) { pushedBack = bytes + pushedBack }

    /// The bytes as they come, until the other side's end.
    public nonisolated var chunks: TCPChunks { TCPChunks(connection: self) }

    /// The lines as they come, without their LF or CRLF; what follows the last one counts when it isn't empty. A line
    /// longer than the limit ends the sequence with `bufferFull`.
    public nonisolated func lines(maximumBytes: Int = 64 << 10) -> TCPLines {
        TCPLines(connection: self, maximumBytes: maximumBytes)
    }

    /// Nil when nothing is there now.
    private func receive() throws(SocketError) -> [UInt8]? {
        let scratch = loop.scratch
        while true {
            let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
            if count > 0 { return [UInt8](scratch[..<count]) }
            if count == 0 {
                ended = true
                gone.succeed(())
                return nil
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default:
                let error = SocketError(code: errno, "read")
                fail(error)
                throw error
            }
        }
    }
}

/// The bytes of a connection as they come.
public struct TCPChunks: AsyncSequence, Sendable {
    let connection: TCPConnection

    public func makeAsyncIterator() -> Iterator { Iterator(connection: connection) }

    public struct Iterator: AsyncIteratorProtocol {
        let connection: TCPConnection

        public mutating func next() async throws(SocketError) -> [UInt8]? { try await connection.read() }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(SocketError) -> [UInt8]? { try await connection.read() }
    }
}
