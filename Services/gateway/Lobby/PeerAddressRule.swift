import Contracts
import RulesCore

/// Which address of a peer is given to others. A claimed one is believed only from those who are known to speak for others,
/// so that nobody can aim the pings of strangers at a third party.
public struct PeerAddressRule: Sendable {
    /// `MUSTER_PEER_TRUSTED_RELAYS`.
    public var relays: NetworkList
    /// `MUSTER_TRUSTED_PROXIES`: what comes from one of them without a client's address is its own word.
    public var proxies: NetworkList

    public init(relays: NetworkList, proxies: NetworkList) {
        self.relays = relays
        self.proxies = proxies
    }

    /// Whether a client may name an address other than its own.
    public func believes(_ client: String) -> Bool {
        guard let address = IPAddress(client) else { return false }
        return relays.contains(address) || proxies.contains(address)
    }

    /// What others are given: the claimed port, and the claimed address if the client is believed.
    ///
    /// - Parameter client: the socket's own address, or the client's behind a trusted proxy.
    public func address(claimed: PeerAddress, client: String) -> PeerAddress {
        guard !believes(client), let own = IPAddress(client) else { return claimed }
        return PeerAddress(ip: own.description, port: claimed.port)
    }

    /// The same for what a body says, if it says anything. Throws `invalid` for what is no address.
    public func address(of text: String?, client: String) throws(Refusal) -> PeerAddress? {
        guard let text else { return nil }
        guard let claimed = Self.read(text) else {
            throw Refusal(.invalid, errors: [Refusal.FieldError("ipAddress", "is not an address")])
        }
        return address(claimed: claimed, client: client)
    }

    /// The address that a client says it listens on, beside the port; `nil` keeps the one that it joined with.
    public func listening(claimed: PeerAddress?, client: String) -> String? {
        believes(client) ? claimed?.ip : nil
    }

    /// Reads `ip`, `ip:port`, `[ipv6]` or `[ipv6]:port`. `nil` for host names, ports outside 1–65535 and everything else.
    public static func read(_ text: String) -> PeerAddress? {
        guard text.utf8.count <= 64 else { return nil }
        if let whole = IPAddress(text) { return PeerAddress(ip: whole.description) }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let inner = String(text[text.index(after: text.startIndex)..<end])
            guard inner.contains(":"), let address = IPAddress(inner) else { return nil }
            let rest = text[text.index(after: end)...]
            guard !rest.isEmpty else { return PeerAddress(ip: address.description) }
            guard rest.first == ":", let port = port(rest.dropFirst()) else { return nil }
            return PeerAddress(ip: address.description, port: port)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(String(parts[0])), let port = port(parts[1]) else { return nil }
        return PeerAddress(ip: address.description, port: port)
    }

    private static func port(_ digits: Substring) -> UInt16? {
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        return port
    }
}
