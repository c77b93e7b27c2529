import CLinux
import Glibc

/// Calls on socket descriptors, with errors as `SocketError`.
public enum Descriptor {
    /// A listening TCP socket, not blocking.
    public static func listen(on address: SocketAddress, backlog: Int32 = 4096) throws(SocketError) -> Int32 {
        let descriptor = try stream(for: address)
        do throws(SocketError) {
            try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
            try bind(descriptor, to: address)
            guard Glibc.listen(descriptor, backlog) == 0 else { throw SocketError(code: errno, "listen \(address)") }
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// A UDP socket that receives there, not blocking and closed in children.
    static func datagrams(at address: SocketAddress) throws(SocketError) -> Int32 {
        let descriptor = try make(SOCK_DGRAM, for: address)
        do throws(SocketError) {
            try bind(descriptor, to: address)
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return descriptor
    }

    /// A TCP socket, not blocking and closed in children.
    static func stream(for address: SocketAddress) throws(SocketError) -> Int32 {
        try make(SOCK_STREAM, for: address)
    }

    private static func make(_ kind: __socket_type, for address: SocketAddress) throws(SocketError) -> Int32 {
        let type = Int32(kind.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.ip.isIPv4 ? AF_INET : AF_INET6, type, 0)
        guard descriptor >= 0 else { throw SocketError(code: errno, "socket") }
        return descriptor
    }

    private static func bind(_ descriptor: Int32, to address: SocketAddress) throws(SocketError) {
        guard address.withSockAddr({ Glibc.bind(descriptor, $0, $1) }) == 0 else {
            throw SocketError(code: errno, "bind \(address)")
        }
    }

    static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) throws(SocketError) {
        var value = value
        guard setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0 else {
            throw SocketError(code: errno, "setsockopt")
        }
    }

    /// Lets the system look after a peer that says nothing.
    static func keepAlive(_ descriptor: Int32, every interval: Duration) throws(SocketError) {
        let seconds = Int32(clamping: max(1, interval.components.seconds))
        try set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        try set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, seconds)
        try set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, seconds)
        try set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    /// The error that a socket holds, taken out of it; 0 for none.
    static func pendingError(_ descriptor: Int32) -> Int32 {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 ? code : errno
    }
}
