import WebSocket

/// What a handler answers.
public struct HTTPResponse: Sendable {
    public enum Body: Sendable {
        case bytes([UInt8])
        /// Written while the client reads. The task of the closure is cancelled when the client leaves; the answer ends
        /// when it returns, and breaks off, visibly to the client, when it throws.
        case stream(@Sendable (HTTPStreamWriter) async throws -> Void)
        /// Takes the connection over. The socket is closed when the closure returns.
        case webSocket(WebSocketConfiguration, @Sendable (WebSocketConnection) async -> Void)
    }

    public var status: HTTPStatus
    public var headers: HTTPFields
    public var body: Body

    public init(status: HTTPStatus, headers: HTTPFields = [:], body: Body = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The bytes of the body; nil for a stream or a WebSocket.
    public var bytes: [UInt8]? {
        if case .bytes(let bytes) = body { bytes } else { nil }
    }

    /// A JSON text, already encoded.
    public static func json(_ bytes: [UInt8], status: HTTPStatus = .ok, headers: HTTPFields = [:]) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = "application/json"
        return HTTPResponse(status: status, headers: headers, body: .bytes(bytes))
    }

    public static func text(
        _ text: String, status: HTTPStatus = .ok, contentType: String = "text/plain; charset=utf-8"
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["Content-Type": contentType], body: .bytes([UInt8](text.utf8)))
    }

    public static func empty(_ status: HTTPStatus = .noContent, headers: HTTPFields = [:]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers)
    }

    /// Bytes that are written as they come.
    public static func stream(
        contentType: String, headers: HTTPFields = [:],
        _ produce: @escaping @Sendable (HTTPStreamWriter) async throws -> Void
    ) -> HTTPResponse {
        var headers = headers
        headers["Content-Type"] = contentType
        return HTTPResponse(status: .ok, headers: headers, body: .stream(produce))
    }

    /// Server-Sent Events. When the server drains, the task of the closure is cancelled and the stream ends.
    public static func events(
        headers: HTTPFields = [:], _ produce: @escaping @Sendable (EventStreamWriter) async throws -> Void
    ) -> HTTPResponse {
        stream(contentType: "text/event-stream", headers: headers) { writer in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await produce(EventStreamWriter(writer)) }
                group.addTask { try await writer.drain.wait() }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    /// Takes the connection over as a WebSocket when the request asks for one; throws a `Problem` (400, 426) when it
    /// doesn't.
    public static func webSocket(
        _ request: HTTPRequest, configuration: WebSocketConfiguration = WebSocketConfiguration(),
        headers: HTTPFields = [:], _ converse: @escaping @Sendable (WebSocketConnection) async -> Void
    ) throws -> HTTPResponse {
        guard request.method == .get, request.headers.contains(token: "websocket", in: "Upgrade"),
            request.headers.contains(token: "upgrade", in: "Connection")
        else { throw Problem(.upgradeRequired, "this address speaks WebSocket", headers: ["Upgrade": "websocket"]) }
        guard request.headers["Sec-WebSocket-Version"] == "13" else {
            throw Problem(.upgradeRequired, "only WebSocket version 13", headers: ["Sec-WebSocket-Version": "13"])
        }
        guard let key = request.headers["Sec-WebSocket-Key"], let accept = WebSocketHandshake.accept(key: key) else {
            throw Problem(.badRequest, "Sec-WebSocket-Key is missing or not 16 bytes in base64")
        }
        var headers = headers
        headers["Upgrade"] = "websocket"
        headers["Sec-WebSocket-Accept"] = accept
        return HTTPResponse(status: .switchingProtocols, headers: headers, body: .webSocket(configuration, converse))
    }
}
