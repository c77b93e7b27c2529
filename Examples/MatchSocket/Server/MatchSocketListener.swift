import Logging
import Sockets
import Threads

/// One port that clients connect to. What a connection begins with says how it is spoken: `GET ` is a WebSocket's handshake,
/// all else is lines.
struct MatchSocketListener: Sendable {
    /// In bytes; a longer one ends the connection.
    static let longestText = 16 << 10

    let listener: TCPListener
    let accepting: Task<Void, Never>

    init(host: String, port: Int, server: MatchSocketServer) async throws {
        guard let port = UInt16(exactly: port) else { throw MatchSocketError.badAddress("\(host):\(port)") }
        let listener = try await TCPListener.bind(host: host, port: port)
        self.listener = listener
        // Lasts as long as the port is open: until `stop`.
        accepting = Task { [weak server] in
            await withDiscardingTaskGroup { clients in
                while let connection = await Self.next(of: listener) {
                    clients.addTask { await server?.welcome(connection) }
                }
                clients.cancelAll()
            }
        }
    }

    func stop() async {
        await listener.close()
        accepting.cancel()
        await accepting.value
    }

    /// The next client; nil when the port is closed.
    private static func next(of listener: TCPListener) async -> TCPConnection? {
        while true {
            do {
                return try await listener.accept()
            } catch {
                guard error.kind == .system else { return nil }
            }
        }
    }
}

extension MatchSocketServer {
    /// Listens on one more port, 0 for any that is free; says which. Throws when it is taken.
    public func listen(host: String, port: Int) async throws -> Int {
        let listener = try await MatchSocketListener(host: host, port: port, server: self)
        listeners.append(listener)
        return Int(listener.listener.address.port)
    }

    /// Closes all ports and sockets.
    public func stop() async {
        let open = listeners
        listeners = []
        for listener in open { await listener.stop() }
    }

    /// Serves a new connection until it closes.
    func welcome(_ connection: TCPConnection) async {
        do {
            let isWebSocket = try await withDeadline(limits.authentication) {
                try await Self.beginsLikeHTTP(connection)
            }
            if isWebSocket {
                try await serveWebSocket(connection)
            } else {
                await serve(LineLink(connection))
            }
        } catch {
            logger.debug("match socket not opened", metadata: ["error": "\(error)"])
            await connection.close()
        }
    }

    /// Looks at the first four bytes and puts them back.
    private static func beginsLikeHTTP(_ connection: TCPConnection) async throws(SocketError) -> Bool {
        let http = Array("GET ".utf8)
        var begin: [UInt8] = []
        while begin.count < http.count, http.starts(with: begin) {
            guard let bytes = try await connection.read() else { throw SocketError(.closed, "read") }
            begin += bytes
        }
        await connection.unread(begin)
        return begin.starts(with: http)
    }
}
