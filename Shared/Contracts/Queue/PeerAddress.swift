/// Where a peer can be reached: an address as the gateway has checked it, and the port if the peer has named one.
public struct PeerAddress: Codable, Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 address, or an IPv6 address without brackets.
    public var ip: String
    public var port: UInt16?

    public init(ip: String, port: UInt16? = nil) {
        self.ip = ip
        self.port = port
    }

    /// `192.0.2.1`, `192.0.2.1:46318`, `2001:db8::1` or `[2001:db8::1]:46318`.
    public var description: String {
        guard let port else { return ip }
        return ip.utf8.contains(UInt8(ascii: ":")) ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}
