import CLinux
import Glibc

extension TCPConnection {
    /// Writes these bytes, after those of earlier calls. Returns when the system or the buffer has taken them, and
    /// waits while the buffer is full. Throws what ended the connection, `cancelled` (with nothing written) when the
    /// task was cancelled.
    public func write(_ bytes: [UInt8]) async throws(SocketError) {
        while failure == nil, outgoing.count - outgoingStart > limits.bufferBytes {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if Task.isCancelled { continuation.resume() } else { writeWaiters.append(continuation) }
                }
            } onCancel: {
                loop.execute { self.assumeIsolated { $0.wakeWriters() } }
            }
            if Task.isCancelled { throw SocketError(.cancelled, "write") }
        }
        try accept(bytes)
    }

    /// As `write`, but throws `bufferFull` instead of waiting.
    public func writeNow(_ bytes: [UInt8]) throws(SocketError) {
        guard outgoing.count - outgoingStart <= limits.bufferBytes else { throw SocketError(.bufferFull, "write") }
        try accept(bytes)
    }

    private func accept(_ bytes: [UInt8]) throws(SocketError) {
        if let failure { throw failure }
        guard !finishing else { throw SocketError(.closed, "write after closeWrite") }
        if outgoing.isEmpty {
            let sent = transmit(bytes[...])
            if let failure { throw failure }
            if sent < bytes.count { outgoing = [UInt8](bytes[sent...]) }
        } else {
            outgoing += bytes
        }
        if !outgoing.isEmpty { watchForStall() }
    }

    /// Sends what the buffer holds, as far as the system takes it.
    func flush() {
        guard failure == nil, !outgoing.isEmpty else { return }
        outgoingStart += transmit(outgoing[outgoingStart...])
        guard failure == nil else { return }
        if outgoingStart == outgoing.count {
            outgoing = []
            outgoingStart = 0
            stallTimer?.cancel()
            stallTimer = nil
            finishIfFlushed()
        } else if outgoingStart > 1 << 16 {
            outgoing.removeSubrange(..<outgoingStart)
            outgoingStart = 0
        }
        if outgoing.count - outgoingStart <= limits.bufferBytes / 2 { wakeWriters() }
    }

    /// How many bytes the system took. An error ends the connection.
    private func transmit(_ bytes: ArraySlice<UInt8>) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
                written += UInt64(count)
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                fail(SocketError(code: errno, "write"))
                break
            }
        }
        return sent
    }

    private func watchForStall() {
        guard stallTimer == nil else { return }
        let before = written
        stallTimer = loop.schedule(after: limits.stall) { [weak self] in
            self?.assumeIsolated { connection in
                connection.stallTimer = nil
                guard !connection.outgoing.isEmpty else { return }
                guard connection.written > before else {
                    return connection.fail(SocketError(.timedOut, "write to a client that doesn't read"))
                }
                connection.watchForStall()
            }
        }
    }
}
