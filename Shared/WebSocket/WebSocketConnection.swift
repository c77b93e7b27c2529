import Cryptography
import Sockets
import Threads

/// A WebSocket over a connection, at either end. It must be closed by `close`, or by the other side.
///
/// It reads by itself, so pings are answered and a client that is gone is noticed whether messages are taken or not.
/// ```
///  open ──close()──▶ closing ──answered, or closeTimeout──▶ closed
///    │  ◀──close────── the other side: answered, closed ──────▲
///    └──── violation (told by its code), silence, error ──────┘
/// ```
public actor WebSocketConnection {
    public nonisolated let connection: TCPConnection
    public nonisolated let configuration: WebSocketConfiguration
    private nonisolated let role: WebSocketParser.Role
    private nonisolated let ended = OneShot<WebSocketCloseCode>()
    private var parser: WebSocketParser
    private var received: [WebSocketMessage] = []
    private var receiveWaiter: CheckedContinuation<Void, Never>?
    private var roomWaiter: CheckedContinuation<Void, Never>?
    private var closeSent = false
    private var lastHeard = ContinuousClock.now
    private var timer: LoopTimer?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { connection.unownedExecutor }

    /// Begins to speak WebSocket on a connection whose handshake is done.
    public init(connection: TCPConnection, role: WebSocketParser.Role, configuration: WebSocketConfiguration) {
        self.connection = connection
        self.role = role
        self.configuration = configuration
        parser = WebSocketParser(role: role, maximumMessageBytes: configuration.maximumMessageBytes)
        // Lives as long as the connection, not as any caller: it ends with the socket.
        Task.detached { await self.readUntilEnd() }
    }

    // MARK: For users

    /// The next message; nil when the WebSocket has ended (`closeCode` tells how) or the task was cancelled.
    /// One task takes messages.
    public func receive() async -> WebSocketMessage? {
        while received.isEmpty {
            if ended.result != nil || Task.isCancelled { return nil }
            precondition(receiveWaiter == nil, "two readers of one WebSocket")
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    if Task.isCancelled { continuation.resume() } else { receiveWaiter = continuation }
                }
            } onCancel: {
                connection.loop.execute { self.assumeIsolated { $0.wakeReceiver() } }
            }
        }
        let message = received.removeFirst()
        wake(&roomWaiter)
        return message
    }

    /// The messages until the end.
    public nonisolated var messages: WebSocketMessages { WebSocketMessages(connection: self) }

    /// Sends a text message. Waits while the other side is slow; throws `closed` when the WebSocket is closed or
    /// closing.
    public func send(_ text: String) async throws(WebSocketError) {
        try await send(WebSocketFrame(.text, [UInt8](text.utf8)))
    }

    /// Sends a binary message.
    public func send(_ bytes: [UInt8]) async throws(WebSocketError) { try await send(WebSocketFrame(.binary, bytes)) }

    /// Sends a text message of UTF-8 bytes that are known to be valid, such as encoded JSON.
    public func send(utf8 bytes: [UInt8]) async throws(WebSocketError) { try await send(WebSocketFrame(.text, bytes)) }

    /// Sends one frame as it is, also a part of a message; for tests and for what streams.
    public func send(_ frame: WebSocketFrame) async throws(WebSocketError) {
        guard !closeSent, ended.result == nil else { throw .closed }
        do {
            try await connection.write(frame.encoded(mask: newMask()))
        } catch {
            throw error.kind == .closed ? .closed : .socket(error)
        }
    }

    /// Closes: tells the other side, waits for its answer for at most `closeTimeout`, and ends the connection.
    /// Idempotent.
    public func close(_ code: WebSocketCloseCode = .normal, reason: String = "") async {
        guard ended.result == nil else { return }
        if !closeSent {
            closeSent = true
            do {
                try await connection.writeNow(WebSocketFrame.close(code, reason).encoded(mask: newMask()))
            } catch {
                return await end(.abnormal)
            }
            setTimer(after: configuration.closeTimeout) { $0.timeOut() }
            // A queue that is full mustn't keep the answer from being read.
            received = []
            wake(&roomWaiter)
        }
        do { _ = try await ended.value() } catch { await end(.abnormal) }  // cancelled: the caller won't wait
    }

    /// How it ended: the code of whoever closed first, `abnormal` when the connection broke. Nil while it is open.
    public nonisolated var closeCode: WebSocketCloseCode? {
        if case .success(let code)? = ended.result { code } else { nil }
    }

    /// Returns when the WebSocket has ended. Throws `CancellationError` when the task is cancelled first.
    @discardableResult
    public nonisolated func waitUntilClosed() async throws -> WebSocketCloseCode { try await ended.value() }

    // MARK: Reading

    private func readUntilEnd() async {
        setTimer(after: configuration.pingInterval) { $0.checkAlive() }
        while ended.result == nil {
            do {
                guard let bytes = try await connection.read() else { return await end(.abnormal) }
                lastHeard = .now
                parser.feed(bytes)
                while let event = try parser.next() {
                    guard await handle(event) else { return }
                }
            } catch let error as WebSocketError {
                guard case .violation(let code, let what) = error else { return await end(.abnormal) }
                return await answerClose(with: code, what, code: code)
            } catch {
                return await end(.abnormal)
            }
        }
    }

    /// False when there is nothing more to read.
    private func handle(_ event: WebSocketParser.Event) async -> Bool {
        switch event {
        case .message(let message):
            guard !closeSent else { return true }
            received.append(message)
            wake(&receiveWaiter)
            while received.count >= configuration.receiveQueue, ended.result == nil, !closeSent {
                await withCheckedContinuation { roomWaiter = $0 }
                lastHeard = .now
            }
            return ended.result == nil
        case .ping(let payload):
            guard !closeSent else { return true }
            do {
                try await connection.writeNow(WebSocketFrame(.pong, payload).encoded(mask: newMask()))
            } catch {
                await end(.abnormal)
                return false
            }
            return true
        case .pong:
            return true
        case .close(let code, _):
            await answerClose(with: code, "", code: code)
            return false
        }
    }

    /// Sends a close unless one was sent, ends, and reads on until the other side's end, for at most `closeTimeout`: a
    /// socket that is closed with something unread resets the connection, and the other side never sees why.
    private func answerClose(with answer: WebSocketCloseCode, _ reason: String, code: WebSocketCloseCode) async {
        if !closeSent {
            closeSent = true
            let frame = WebSocketFrame.close(answer, reason).encoded(mask: newMask())
            try? await connection.writeNow(frame)  // the connection ends anyway
        }
        finish(code)
        await connection.closeWrite()
        timer = connection.loop.schedule(after: configuration.closeTimeout) { [connection] in
            // Ends the reading below; begun by a timer, so that nobody waits for it.
            Task { await connection.close() }
        }
        while let bytes = try? await connection.read(), !bytes.isEmpty {}  // an error ends it, too
        timer?.cancel()
        await connection.close()
    }

    private func end(_ code: WebSocketCloseCode) async {
        finish(code)
        await connection.close()
    }

    private func finish(_ code: WebSocketCloseCode) {
        timer?.cancel()
        timer = nil
        ended.succeed(code)
        wake(&receiveWaiter)
        wake(&roomWaiter)
    }

    private func wakeReceiver() { wake(&receiveWaiter) }

    private func wake(_ waiter: inout CheckedContinuation<Void, Never>?) {
        waiter?.resume()
        waiter = nil
    }

    private func newMask() -> [UInt8]? { role == .client ? SecureRandom.bytes(4) : nil }

    // MARK: Time

    private func setTimer(after delay: Duration?, _ action: @escaping @Sendable (isolated WebSocketConnection) -> Void)
    {
        timer?.cancel()
        timer = nil
        guard let delay, ended.result == nil else { return }
        timer = connection.loop.schedule(after: delay) { [weak self] in self?.assumeIsolated { action($0) } }
    }

    private func timeOut() {
        // Begun by a timer, so that nobody waits for it.
        Task { await end(.abnormal) }
    }

    private func checkAlive() {
        guard let interval = configuration.pingInterval, !closeSent else { return }
        let silence = ContinuousClock.now - lastHeard
        // Nothing is read while the queue is full, so silence says nothing then.
        if received.count < configuration.receiveQueue {
            guard silence < interval + configuration.pongTimeout else { return timeOut() }
            if silence >= interval {
                // Begun by a timer, so that nobody waits for it.
                let frame = WebSocketFrame(.ping).encoded(mask: newMask())
                Task { try? await connection.writeNow(frame) }  // a failure shows as the connection's end
            }
        }
        let next = silence < interval ? interval - silence : min(interval, configuration.pongTimeout)
        setTimer(after: max(next, .milliseconds(10))) { $0.checkAlive() }
    }
}

/// The messages of a WebSocket until its end.
public struct WebSocketMessages: AsyncSequence, Sendable {
    let connection: WebSocketConnection

    public func makeAsyncIterator() -> Iterator { Iterator(connection: connection) }

    public struct Iterator: AsyncIteratorProtocol {
        let connection: WebSocketConnection

        public mutating func next() async -> WebSocketMessage? { await connection.receive() }

        public mutating func next(isolation actor: isolated (any Actor)?) async -> WebSocketMessage? {
            await connection.receive()
        }
    }
}
