import Sockets

/// What went wrong with a WebSocket.
public enum WebSocketError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The other side broke the protocol; it is told by this code.
    case violation(WebSocketCloseCode, String)
    /// The server didn't take the connection over; with the status that it answered instead.
    case refused(status: Int)
    /// Not a `ws://host[:port]/path`, or a field that can't be sent.
    case invalidRequest(String)
    /// The connection is closed or closing.
    case closed
    case socket(SocketError)

    public var description: String {
        switch self {
        case .violation(let code, let what): "WebSocket violation \(code.rawValue): \(what)"
        case .refused(let status): "the server answered \(status) instead of a WebSocket"
        case .invalidRequest(let what): "invalid WebSocket request: \(what)"
        case .closed: "the WebSocket is closed"
        case .socket(let error): "\(error)"
        }
    }
}
