import CLinux
import Glibc

/// A listening TCP socket, on the thread of its event loop. It is closed when it is let go.
public actor TCPListener {
    public nonisolated let loop: EventLoop
    /// Where it listens; with the real port where 0 was asked for.
    public nonisolated let address: SocketAddress
    private let limits: TCPLimits
    private let socket: ReadableSocket

    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private init(descriptor: Int32, address: SocketAddress, limits: TCPLimits, loop: EventLoop) {
        socket = ReadableSocket(descriptor, loop: loop)
        self.address = address
        self.limits = limits
        self.loop = loop
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
            let accepted = accept4(
                try socket.opened("accept"), nil, nil, Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue))
            if accepted >= 0 { return TCPConnection(adopting: accepted, limits: limits, loop: loop) }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // The connection stays in the backlog; a moment later there may be a descriptor for it.
                loop.schedule(after: .milliseconds(100)) { [weak socket] in socket?.wake() }
            case EAGAIN: break
            default: throw SocketError(code: errno, "accept")
            }
            try await socket.wait("accept")
        }
    }

    /// Stops listening. Connections that were accepted stay.
    public func close() { socket.close() }

    private func start() throws(SocketError) { try socket.start() }
}
