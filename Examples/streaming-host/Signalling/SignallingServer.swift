import HTTPServer
import HTTPTypes
import Logging
import WebSocket

/// The smallest server at which a host and its client can meet: a WebSocket at `?roomId=`, two to a room.
///
/// Streaming products bring their own; this one is for the example and the demo.
public final class SignallingServer: Sendable {
    /// The URL can't be listened at.
    public struct Wrong: Error, CustomStringConvertible {
        public let description: String
    }

    /// `ws://host:port`, what `MUSTER_SIGNALING_URL` says.
    public let url: String
    private let serving: Task<Void, any Error>

    /// Listens where a URL of the form `ws://host:port` says. Throws `SocketError` when it can't, `Wrong` for another form.
    public convenience init(at url: String, logger: Logger) async throws {
        let address = url.dropFirst("ws://".count)
        guard url.hasPrefix("ws://"), let colon = address.lastIndex(of: ":"),
            let port = UInt16(address[address.index(after: colon)...])
        else { throw Wrong(description: "\(url) isn't of the form ws://host:port") }
        try await self.init(host: String(address[..<colon]), port: port, logger: logger)
    }

    /// Listens; port 0 takes any that is free. Throws `SocketError` when it can't.
    public init(host: String, port: UInt16, logger: Logger) async throws {
        let rooms = SignallingRooms()
        var router = Router()
        router.on(.get, "/") { request in
            guard let room = request.query["roomId"], (1...64).contains(room.utf8.count) else {
                throw Problem(.badRequest, "which room? ?roomId= is missing")
            }
            let configuration = WebSocketConfiguration(maximumMessageBytes: 64 << 10)
            return try .webSocket(request, configuration: configuration) { await rooms.serve($0, in: room) }
        }
        let service = HTTPService(
            configuration: HTTPServiceConfiguration(host: host, port: port), router: router, logger: logger)
        // Until `stop`.
        serving = Task { try await service.run() }
        url = "ws://\(try await service.address)"
    }

    /// Closes every room.
    public func stop() async {
        serving.cancel()
        _ = await serving.result
    }
}
