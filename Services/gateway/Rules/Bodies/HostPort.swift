/// `host:port`, the host a name, an IPv4 address or a bracketed IPv6 address, the port from 1 to 65535.
public struct HostPort: Hashable, Sendable {
    public var host: String
    public var port: UInt16

    public init?(_ text: String) {
        guard text.utf8.count <= 262, let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        let name = text[..<colon]
        if name.hasPrefix("[") {
            guard name.hasSuffix("]"), IPAddress(String(name.dropFirst().dropLast()))?.isIPv6 == true else {
                return nil
            }
        } else {
            guard Self.isName(name) else { return nil }
        }
        host = String(name)
        self.port = port
    }

    /// Labels of letters, digits, `-` and `_` (RFC 1123, and the underscore that container networks use).
    private static func isName(_ text: Substring) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { byte in
                    (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                        || byte == 95
                }
        }
    }
}
