import CLinux
import Glibc

/// A listening TCP socket, on the thread of its event loop. It is closed when it is let go.
public actor TCPListener {
    public nonisolated let loop: EventLoop
    /// Where it listens; with the real port where 0 was asked for.
    public nonisolated let address: SocketAddress
    private let limits: TCPLimits
    private var descriptor: Int32
    private var watch: DescriptorWatch?
    private var waiter: CheckedContinuation<Void, Never>?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private init(descriptor: Int32, address: SocketAddress, limits: TCPLimits, loop: EventLoop) {
        self.descriptor = descriptor
        self.address = address
        self.limits = limits
        self.loop = loop
    }

    deinit {
        guard descriptor >= 0 else { return }
        let (watch, descriptor) = (self.watch, self.descriptor)
        loop.execute {
            watch?.cancel()
            Glibc.close(descriptor)
        }
    }

    /// Begins to listen. Throws `addressUnavailable` when the port is taken.
    ///
    /// - Parameter limits: of the connections that it accepts.
    public static func bind(
        host: String = "127.0.0.1", port: UInt16, limits: TCPLimits = TCPLimits(), loop: EventLoop = .shared
    ) async throws(SocketError) -> TCPListener {
        let addresses = try await HostResolver.resolve(host, port: port)
        let descriptor = try Descriptor.listen(on: addresses[0])
        let listener = TCPListener(
            descriptor: descriptor, address: SocketAddress.of(descriptor) ?? addresses[0], limits: limits, loop: loop)
        try await listener.start()
        return listener
    }

    /// The next connection. Throws `closed` after `close()`, `cancelled` when the task was cancelled. One task accepts;
    /// while it doesn't, connections wait in the backlog.
    public func accept() async throws(SocketError) -> TCPConnection {
        while true {
            guard descriptor >= 0 else { throw SocketError(.closed, "accept") }
            let accepted = accept4(
                descriptor, nil, nil, Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue))
            if accepted >= 0 { return TCPConnection(adopting: accepted, limits: limits, loop: loop) }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // The connection stays in the backlog; a moment later there may be a descriptor for it.
                loop.schedule(after: .milliseconds(100)) { [weak self] in self?.assumeIsolated { $0.wake() } }
            case EAGAIN: break
            default: throw SocketError(code: errno, "accept")
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    precondition(waiter == nil, "two tasks accept on one listener")
                    if Task.isCancelled { continuation.resume() } else { waiter = continuation }
                }
            } onCancel: {
                loop.execute { self.assumeIsolated { $0.wake() } }
            }
            if Task.isCancelled { throw SocketError(.cancelled, "accept") }
        }
    }

    /// Stops listening. Connections that were accepted stay.
    public func close() {
        guard descriptor >= 0 else { return }
        watch?.cancel()
        Glibc.close(descriptor)
        descriptor = -1
        wake()
    }

    private func start() throws(SocketError) {
        watch = try loop.watch(descriptor, for: [.readable, .edges]) { [weak self] _ in
            self?.assumeIsolated { $0.wake() }
        }
    }

    private func wake() {
        guard let waiter else { return }
        self.waiter = nil
        waiter.resume()
    }
}
