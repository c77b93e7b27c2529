import HTTPTypes
import WebSocket

extension GatewayClient {
    /// Opens a WebSocket at a path of the gateway. Throws `refused` with the status when it won't.
    public func webSocket(
        _ path: String, headers: HTTPFields = [:]
    ) async throws(GatewayError) -> WebSocketConnection {
        do {
            return try await WebSocketConnection.connect(
                "ws" + baseURL.dropFirst("http".count) + path, headers: headers, timeout: timeout)
        } catch {
            if case .refused(let status) = error { throw .refused(GatewayProblem(status: status)) }
            throw .socketFailed(error)
        }
    }
}
