import CLinux
import Glibc

/// Where a socket is: an address and a port. Its text is `address:port`, an IPv6 address in brackets.
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    public let ip: IPAddress
    public let port: UInt16

    public init(ip: IPAddress, port: UInt16) {
        self.ip = ip
        self.port = port
    }

    public var description: String { ip.isIPv4 ? "\(ip):\(port)" : "[\(ip)]:\(port)" }

    /// Nil for a family other than IPv4 and IPv6.
    public init?(_ address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let (bytes, port) = address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
                (withUnsafeBytes(of: v4.pointee.sin_addr) { [UInt8]($0) }, UInt16(bigEndian: v4.pointee.sin_port))
            }
            guard let ip = IPAddress(bytes: bytes) else { return nil }
            self.init(ip: ip, port: port)
        case AF_INET6:
            let (bytes, port) = address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { v6 in
                (withUnsafeBytes(of: v6.pointee.sin6_addr) { [UInt8]($0) }, UInt16(bigEndian: v6.pointee.sin6_port))
            }
            guard let ip = IPAddress(bytes: bytes) else { return nil }
            self.init(ip: ip, port: port)
        default:
            return nil
        }
    }

    /// The system's form of it, for the call only.
    public func withSockAddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        var storage = sockaddr_storage()
        return withUnsafeMutablePointer(to: &storage) { storage in
            let size: Int
            if ip.isIPv4 {
                size = MemoryLayout<sockaddr_in>.size
                storage.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { v4 in
                    v4.pointee.sin_family = sa_family_t(AF_INET)
                    v4.pointee.sin_port = port.bigEndian
                    withUnsafeMutableBytes(of: &v4.pointee.sin_addr) { $0.copyBytes(from: ip.bytes) }
                }
            } else {
                size = MemoryLayout<sockaddr_in6>.size
                storage.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { v6 in
                    v6.pointee.sin6_family = sa_family_t(AF_INET6)
                    v6.pointee.sin6_port = port.bigEndian
                    withUnsafeMutableBytes(of: &v6.pointee.sin6_addr) { $0.copyBytes(from: ip.bytes) }
                }
            }
            return storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(size)) }
        }
    }

    /// The address at this end of a socket, or at the other (`peer`); nil when it has none.
    public static func of(_ descriptor: Int32, peer: Bool = false) -> SocketAddress? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let code = peer ? getpeername(descriptor, address, &size) : getsockname(descriptor, address, &size)
                return code == 0 ? SocketAddress(address) : nil
            }
        }
    }
}
