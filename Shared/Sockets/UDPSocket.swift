import CLinux
import Glibc

/// A UDP socket, on the thread of its event loop. It is closed when it is let go.
public actor UDPSocket {
    public nonisolated let loop: EventLoop
    /// Where it receives; with the real port where 0 was asked for.
    public nonisolated let address: SocketAddress
    private let socket: ReadableSocket

    public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Datagrams are cut off after this many bytes.
    public static let largestDatagram = 2048

    private init(descriptor: Int32, address: SocketAddress, loop: EventLoop) {
        socket = ReadableSocket(descriptor, loop: loop)
        self.address = address
        self.loop = loop
    }

    /// Throws `addressUnavailable` when the port is taken.
    public static func bind(
        host: String = "127.0.0.1", port: UInt16 = 0, loop: EventLoop = .shared
    ) async throws(SocketError) -> UDPSocket {
        let addresses = try await HostResolver.resolve(host, port: port)
        let descriptor = try Descriptor.datagrams(at: addresses[0])
        let socket = UDPSocket(
            descriptor: descriptor, address: SocketAddress.of(descriptor) ?? addresses[0], loop: loop)
        try await socket.start()
        return socket
    }

    /// Sends a datagram, which may get lost: on the way, and here when the system has no room for it.
    public func send(_ bytes: [UInt8], to address: SocketAddress) throws(SocketError) {
        let descriptor = try socket.opened("send")
        let sent = address.withSockAddr { sendto(descriptor, bytes, bytes.count, 0, $0, $1) }
        guard sent < 0, ![EAGAIN, ENOBUFS, EINTR, ECONNREFUSED].contains(errno) else { return }
        throw SocketError(code: errno, "send to \(address)")
    }

    /// The next datagram. Throws `closed` after `close()`, `cancelled` when the task was cancelled. One task receives.
    public func receive() async throws(SocketError) -> (bytes: [UInt8], from: SocketAddress) {
        while true {
            if let datagram = try read() { return datagram }
            try await socket.wait("receive")
        }
    }

    public func close() { socket.close() }

    /// `nil` when there is none at the moment.
    private func read() throws(SocketError) -> (bytes: [UInt8], from: SocketAddress)? {
        let descriptor = try socket.opened("receive")
        var bytes = [UInt8](repeating: 0, count: Self.largestDatagram)
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        while true {
            let (count, from) = withUnsafeMutablePointer(to: &storage) { storage in
                storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    let count = recvfrom(descriptor, &bytes, bytes.count, 0, address, &size)
                    return (count, count >= 0 ? SocketAddress(address) : nil)
                }
            }
            if count >= 0, let from { return (Array(bytes[..<count]), from) }
            switch errno {
            // What was sent before was refused by the other side; that isn't this datagram's fault.
            case EINTR, ECONNREFUSED: continue
            case EAGAIN: return nil
            default: throw SocketError(code: errno, "receive")
            }
        }
    }

    private func start() throws(SocketError) { try socket.start() }
}
