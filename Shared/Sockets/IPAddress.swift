import CLinux
import Glibc

/// An IPv4 or IPv6 address. An IPv4 address that is mapped into IPv6 (`::ffff:a.b.c.d`) counts as IPv4.
public struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four bytes, or sixteen, in network order.
    public let bytes: [UInt8]

    /// Nil unless there are four or sixteen bytes.
    public init?(bytes: [UInt8]) {
        if bytes.count == 16, bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            self.bytes = [UInt8](bytes[12...])
        } else if bytes.count == 4 || bytes.count == 16 {
            self.bytes = bytes
        } else {
            return nil
        }
    }

    /// Reads the usual notation (`127.0.0.1`, `::1`); nil for anything else, also for names.
    public init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self.init(bytes: [UInt8](bytes[..<4]))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self.init(bytes: bytes)
        } else {
            return nil
        }
    }

    public var isIPv4: Bool { bytes.count == 4 }

    public var isLoopback: Bool { isIPv4 ? bytes[0] == 127 : bytes == IPAddress("::1")?.bytes }

    public var description: String {
        var text = [CChar](repeating: 0, count: 64)
        inet_ntop(isIPv4 ? AF_INET : AF_INET6, bytes, &text, 64)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
