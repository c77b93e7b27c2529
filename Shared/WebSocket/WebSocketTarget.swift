import HTTPTypes

/// Where a client connects to: the parts of a `ws://` URL.
struct WebSocketTarget: Sendable, Hashable {
    let host: String
    let port: UInt16
    let path: String

    /// Throws `invalidRequest` for anything but `ws://host[:port][/path]`.
    init(_ url: String) throws(WebSocketError) {
        guard url.hasPrefix("ws://") else { throw .invalidRequest("\(url) doesn't begin with ws://") }
        let rest = url.dropFirst(5)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let tail = rest[authority.endIndex...]
        path = tail.isEmpty ? "/" : tail.hasPrefix("?") ? "/\(tail)" : String(tail)
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]) else {
                throw .invalidRequest("\(url) has no port after its colon")
            }
            host = String(authority[..<colon])
            port = number
        } else {
            host = String(authority)
            port = 80
        }
        guard !host.isEmpty else { throw .invalidRequest("\(url) has no host") }
    }

    /// The request of the handshake.
    func request(key: String, headers: HTTPFields) throws(WebSocketError) -> [UInt8] {
        var lines = [
            "GET \(path) HTTP/1.1", "Host: \(host):\(port)", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: \(key)",
        ]
        lines += headers.map { "\($0.name): \($0.value)" }
        guard lines.allSatisfy({ $0.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x09 } }) else {
            throw .invalidRequest("a control character in the request's head")
        }
        return [UInt8]((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    }
}
