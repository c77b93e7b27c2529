import CLinux
import CMicroHTTPD
import Glibc
import Sockets
import WebSocket

/// A connection on its way from libmicrohttpd to a WebSocket.
///
/// Its descriptor is duplicated and libmicrohttpd's closed at once: libmicrohttpd then forgets the connection, together
/// with the 15 KB that it would keep for it, while the connection lives on in the duplicate.
final class Upgrade: Sendable {
    private let server: HTTPDaemon
    private let connection: ClientConnection
    private let configuration: WebSocketConfiguration
    private let converse: @Sendable (WebSocketConnection) async -> Void

    init(
        server: HTTPDaemon, connection: ClientConnection, configuration: WebSocketConfiguration,
        converse: @escaping @Sendable (WebSocketConnection) async -> Void
    ) {
        self.server = server
        self.connection = connection
        self.configuration = configuration
        self.converse = converse
    }

    /// - Parameter prefix: what the client sent after its handshake.
    func run(_ descriptor: Int32, prefix: [UInt8]) {
        let duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard duplicate >= 0 else { return }
        let socket = WebSocketConnection(
            connection: TCPConnection(adopting: duplicate, prefix: prefix, loop: server.loop), role: .server,
            configuration: configuration)
        guard server.sockets.insert(socket) else {
            // The server stops: the client is told, and nobody waits for its answer.
            Task { await socket.close(.serviceRestart) }
            return
        }
        connection.state.withLock { $0.goesOnAsSocket = true }
        // Lives as long as the socket; the drain closes it and waits for it.
        Task { [server, converse, address = connection.address.ip] in
            await converse(socket)
            await socket.close()
            server.sockets.remove(socket)
            server.registry.release(address)
        }
    }
}

func takeOver(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _ kept: UnsafeMutableRawPointer?,
    _ prefix: UnsafePointer<CChar>?, _ prefixCount: Int, _ descriptor: Int32, _ handle: OpaquePointer?
) {
    guard let context else { return }
    let upgrade = Unmanaged<Upgrade>.fromOpaque(context).takeRetainedValue()
    let bytes = UnsafeRawBufferPointer(start: prefix, count: prefix == nil ? 0 : prefixCount)
    upgrade.run(descriptor, prefix: [UInt8](bytes))
    muster_mhd_close_upgraded(handle)
}
