import Cryptography

/// The opening handshake (RFC 6455, section 4).
public enum WebSocketHandshake {
    private static let guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// `Sec-WebSocket-Accept` for a client's key; nil when the key isn't 16 bytes in base64.
    public static func accept(key: String) -> String? {
        guard Base64.decode(key)?.count == 16 else { return nil }
        return Base64.encode(Digest.sha1((key + guid).utf8))
    }

    /// A new key of a client.
    static func newKey() -> String { Base64.encode(SecureRandom.bytes(16)) }
}
