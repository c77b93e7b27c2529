import CLinux
import Glibc
import Threads

/// One TCP connection, on the thread of its event loop. It is closed when it is let go.
///
/// ```
///  open ──peer's end──▶ still writable ──close()──▶ closed
///    └────error, stalled write, close()───────────────▲
/// ```
/// One task reads; any may write, and each write goes out as a whole before the next.
public actor TCPConnection {
    public nonisolated let loop: EventLoop
    public nonisolated let remoteAddress: SocketAddress
    public nonisolated let localAddress: SocketAddress
    /// Resolved when the other side has closed its direction or all of it, or when this side has closed.
    nonisolated let gone = OneShot<Void>()

    let limits: TCPLimits
    var descriptor: Int32
    var watch: DescriptorWatch?
    /// Why there is nothing more to be done.
    var failure: SocketError?
    /// The other side has said its end, and it has been read.
    var ended = false
    /// Bytes that are to be read before those of the socket.
    var pushedBack: [UInt8]
    var readWaiter: CheckedContinuation<Void, Never>?

    var outgoing: [UInt8] = []
    var outgoingStart = 0
    var writeWaiters: [CheckedContinuation<Void, Never>] = []
    var stallTimer: LoopTimer?
    /// Bytes that have gone out, to see whether a slow reader reads at all.
    var written: UInt64 = 0
    /// `closeWrite` was asked for and waits for the buffer to empty.
    var finishing = false

    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Takes a connected, non-blocking socket over.
    ///
    /// - Parameter prefix: bytes that were read from it already.
    public init(
        adopting descriptor: Int32, prefix: [UInt8] = [], limits: TCPLimits = TCPLimits(), loop: EventLoop = .shared
    ) {
        let nowhere = SocketAddress(ip: IPAddress(bytes: [0, 0, 0, 0])!, port: 0)
        self.loop = loop
        self.limits = limits
        self.descriptor = descriptor
        self.pushedBack = prefix
        remoteAddress = SocketAddress.of(descriptor, peer: true) ?? nowhere
        localAddress = SocketAddress.of(descriptor) ?? nowhere
        loop.execute { [weak self] in self?.assumeIsolated { $0.start() } }
    }

    deinit {
        guard descriptor >= 0 else { return }
        let (watch, descriptor, timer) = (self.watch, self.descriptor, stallTimer)
        gone.succeed(())
        loop.execute {
            watch?.cancel()
            timer?.cancel()
            Glibc.close(descriptor)
        }
    }

    /// Connects, trying a name's addresses in turn. Throws what the last of them said.
    public static func connect(
        host: String, port: UInt16, timeout: Duration = .seconds(5), limits: TCPLimits = TCPLimits(),
        loop: EventLoop = .shared
    ) async throws(SocketError) -> TCPConnection {
        var last = SocketError(.nameNotFound, "resolve \(host)")
        for address in try await HostResolver.resolve(host, port: port) {
            do {
                let descriptor = try await ConnectAttempt.run(to: address, timeout: timeout, loop: loop)
                return TCPConnection(adopting: descriptor, limits: limits, loop: loop)
            } catch {
                guard error.kind != .cancelled else { throw error }
                last = error
            }
        }
        throw last
    }

    /// Returns when the other side has closed its direction, or the connection is closed; at once when it is.
    /// Throws `CancellationError` when the task is cancelled first. Needs no reader.
    public nonisolated func waitUntilGone() async throws { try await gone.value() }

    /// True once the other side has closed its direction, or the connection is closed.
    public nonisolated var isGone: Bool { gone.result != nil }

    // MARK: Closing

    /// Says that nothing more will be written, once the buffer has gone out. Reading goes on.
    public func closeWrite() {
        finishing = true
        finishIfFlushed()
    }

    /// Closes both directions. What the buffer still holds is lost; what was taken by the system still goes out.
    public func close() { fail(SocketError(.closed, "closed here")) }

    func finishIfFlushed() {
        guard finishing, outgoing.isEmpty, descriptor >= 0 else { return }
        // Fails only where the connection is gone, which the watch tells.
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func fail(_ error: SocketError) {
        guard failure == nil else { return }
        failure = error
        watch?.cancel()
        watch = nil
        stallTimer?.cancel()
        Glibc.close(descriptor)
        descriptor = -1
        outgoing = []
        outgoingStart = 0
        gone.succeed(())
        wakeReader()
        wakeWriters()
    }

    // MARK: Events

    private func start() {
        guard failure == nil else { return }
        do {
            // Best effort: without it small messages wait for acknowledgements.
            try? Descriptor.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)  // a socket that isn't TCP has none
            if let keepAlive = limits.keepAlive { try Descriptor.keepAlive(descriptor, every: keepAlive) }
            watch = try loop.watch(descriptor, for: [.readable, .writable, .closing, .edges]) { [weak self] ready in
                self?.assumeIsolated { $0.handle(ready) }
            }
        } catch {
            fail(error)
        }
    }

    private func handle(_ ready: Readiness) {
        if !ready.isDisjoint(with: .failed) {
            let code = Descriptor.pendingError(descriptor)
            if code != 0 { return fail(SocketError(code: code, "connection")) }
        }
        if !ready.isDisjoint(with: [.closing, .failed]) { gone.succeed(()) }
        if ready.contains(.writable) { flush() }
        wakeReader()
    }

    func wakeReader() {
        guard let waiter = readWaiter else { return }
        readWaiter = nil
        waiter.resume()
    }

    func wakeWriters() {
        let waiters = writeWaiters
        writeWaiters = []
        for waiter in waiters { waiter.resume() }
    }
}
