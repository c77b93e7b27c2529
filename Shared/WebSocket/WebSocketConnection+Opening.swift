import HTTPTypes
import Sockets

extension WebSocketConnection {
    /// Connects as a client. `wss` isn't spoken: TLS ends at a proxy.
    ///
    /// - Parameters:
    ///   - url: `ws://host[:port]/path?query`.
    ///   - headers: further fields of the request, such as `Authorization`.
    ///   - timeout: for the TCP connection, and again for the handshake.
    public static func connect(
        _ url: String, headers: HTTPFields = [:], configuration: WebSocketConfiguration = WebSocketConfiguration(),
        timeout: Duration = .seconds(5), loop: EventLoop = .shared
    ) async throws(WebSocketError) -> WebSocketConnection {
        let target = try WebSocketTarget(url)
        let key = WebSocketHandshake.newKey()
        let request = try target.request(key: key, headers: headers)
        do {
            let connection = try await TCPConnection.connect(
                host: target.host, port: target.port, timeout: timeout, loop: loop)
            try await connection.write(request)
            let head = try await readHead(connection, within: timeout)
            let status = head.line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            guard status == 101 else { throw WebSocketError.refused(status: status) }
            guard head.fields["Sec-WebSocket-Accept"] == WebSocketHandshake.accept(key: key) else {
                throw WebSocketError.violation(.protocolError, "the server's Sec-WebSocket-Accept is wrong")
            }
            return WebSocketConnection(connection: connection, role: .client, configuration: configuration)
        } catch let error as WebSocketError {
            throw error
        } catch let error as SocketError {
            throw .socket(error)
        } catch {
            throw .closed
        }
    }

    /// Accepts a WebSocket on a raw connection whose client has sent, or is about to send, its handshake; for doors
    /// that serve WebSocket beside another protocol. A request that isn't a handshake is answered 400, and `violation`
    /// thrown.
    public static func accept(
        on connection: TCPConnection, configuration: WebSocketConfiguration = WebSocketConfiguration(),
        timeout: Duration = .seconds(5)
    ) async throws(WebSocketError) -> WebSocketConnection {
        do {
            let head = try await readHead(connection, within: timeout)
            guard head.line.hasPrefix("GET "), head.fields.contains(token: "websocket", in: "Upgrade"),
                head.fields["Sec-WebSocket-Version"] == "13",
                let accept = head.fields["Sec-WebSocket-Key"].flatMap({ WebSocketHandshake.accept(key: $0) })
            else {
                let refusal = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                try await connection.write([UInt8](refusal.utf8))
                await connection.closeWrite()
                throw WebSocketError.violation(.protocolError, "not a WebSocket handshake")
            }
            let answer =
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: \(accept)\r\n\r\n"
            try await connection.write([UInt8](answer.utf8))
            return WebSocketConnection(connection: connection, role: .server, configuration: configuration)
        } catch let error as WebSocketError {
            throw error
        } catch let error as SocketError {
            throw .socket(error)
        } catch {
            throw .closed
        }
    }

    /// Reads a head of at most 16 KiB; what follows it is put back.
    private static func readHead(_ connection: TCPConnection, within limit: Duration) async throws -> WebSocketHead {
        let late = Task {
            try await Task.sleep(for: limit)
            await connection.close()
        }
        defer { late.cancel() }
        var bytes: [UInt8] = []
        while true {
            if let end = WebSocketHead.end(in: bytes) {
                guard let head = WebSocketHead(bytes[..<end]) else {
                    throw WebSocketError.violation(.protocolError, "what came isn't HTTP")
                }
                if end < bytes.count { await connection.unread([UInt8](bytes[end...])) }
                return head
            }
            guard bytes.count <= 16 << 10 else { throw WebSocketError.violation(.messageTooBig, "a head over 16 KiB") }
            guard let chunk = try await connection.read() else { throw WebSocketError.closed }
            bytes += chunk
        }
    }
}
