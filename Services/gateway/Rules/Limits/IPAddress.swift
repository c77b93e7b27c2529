import Glibc  // inet_pton and inet_ntop, which are pure

/// An IPv4 or IPv6 address. IPv4 addresses mapped into IPv6 count as IPv4.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen bytes.
    public let bytes: [UInt8]
    public var isIPv6: Bool { bytes.count == 16 }

    /// Reads what `inet_pton` reads; `nil` for host names and everything else.
    public init?(_ text: String) {
        // C would take what is before it for the whole.
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
            return
        }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        let all = withUnsafeBytes(of: sixteen) { Array($0) }
        bytes = all.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) ? Array(all[12...]) : all
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: 64)
        let family = isIPv6 ? AF_INET6 : AF_INET
        _ = bytes.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
