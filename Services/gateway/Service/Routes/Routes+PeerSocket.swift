import HTTPServer
import LobbyCore
import WebSocket

/// The WebSocket door of seed 001, at `/` and `/peer`.
extension Routes {
    func addPeerSocket(to router: inout Router) {
        router.on(.get, "/peer", peerSocket)
        router.on(.get, "/") { request in
            // Only those who ask for a socket are meant; for all others there is nothing here.
            guard request.headers["Upgrade"] != nil else { throw Problem(.notFound, "there is nothing at /") }
            return try await peerSocket(request)
        }
    }

    @Sendable private func peerSocket(_ request: HTTPRequest) async throws -> HTTPResponse {
        let client = request.clientAddress
        let configuration = WebSocketConfiguration(maximumMessageBytes: 8 << 10)
        return try .webSocket(request, configuration: configuration) { connection in
            let session = DoorSession(SocketDoor(client: client, rule: settings.peerAddresses, at: .now), desk: peers)
            await session.run {
                switch await connection.receive() {
                case .text(let text): [UInt8](text.utf8)
                case .binary(let bytes): bytes
                case nil: nil
                }
            } write: { bytes in
                try await connection.send(utf8: bytes)
            } close: { reason in
                await connection.close(reason == .refused ? .tryAgainLater : .policyViolation, reason: reason.rawValue)
            }
        }
    }
}
