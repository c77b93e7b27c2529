/// A list of networks in CIDR notation, such as `127.0.0.0/8,::1/128`.
public struct NetworkList: Hashable, Sendable, CustomStringConvertible {
    private struct Network: Hashable, Sendable {
        var address: IPAddress
        var bits: Int

        func contains(_ other: IPAddress) -> Bool {
            guard other.bytes.count == address.bytes.count else { return false }
            let whole = bits / 8
            guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
            guard bits % 8 > 0 else { return true }
            let mask = UInt8(truncatingIfNeeded: 0xff << (8 - bits % 8))
            return other.bytes[whole] & mask == address.bytes[whole] & mask
        }
    }

    private let networks: [Network]

    /// No network at all.
    public static let none = NetworkList(networks: [])

    public var description: String { networks.map { "\($0.address)/\($0.bits)" }.joined(separator: ",") }

    private init(networks: [Network]) { self.networks = networks }

    /// `nil` when an entry isn't `address` or `address/bits`.
    public init?(_ text: String) {
        var networks: [Network] = []
        for entry in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
            let parts = entry.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let address = IPAddress(String(parts[0])) else { return nil }
            let widest = address.bytes.count * 8
            guard let bits = parts.count == 2 ? Int(parts[1]) : widest, (0...widest).contains(bits) else { return nil }
            networks.append(Network(address: address, bits: bits))
        }
        self.networks = networks
    }

    public func contains(_ address: IPAddress) -> Bool { networks.contains { $0.contains(address) } }
}

/// Whom a request comes from, past the proxies that we trust.
public struct ClientAddressRule: Sendable {
    public var trustedProxies: NetworkList

    public init(trustedProxies: NetworkList) { self.trustedProxies = trustedProxies }

    /// The socket's address or, when a trusted proxy speaks, the last entry of `X-Forwarded-For` that isn't one itself.
    public func client(socket: String, forwardedFor: String?) -> String {
        guard let forwardedFor, let peer = IPAddress(socket), trustedProxies.contains(peer) else { return socket }
        var client = socket
        for entry in forwardedFor.split(separator: ",").reversed() {
            guard let address = IPAddress(entry.trimmed) else { break }
            client = address.description
            if !trustedProxies.contains(address) { break }
        }
        return client
    }
}

extension Substring {
    fileprivate var trimmed: String {
        var text = self
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
