import CLinux
import Glibc
import Threads

/// Turns a name into addresses. An address in the usual notation is itself, brackets around IPv6 allowed.
public enum HostResolver {
    /// The addresses of a host, in the order in which they should be tried; never empty.
    /// Throws `nameNotFound`, or `cancelled` when the task is; the look-up then ends by itself.
    public static func resolve(_ host: String, port: UInt16) async throws(SocketError) -> [SocketAddress] {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        if let ip = IPAddress(bare) { return [SocketAddress(ip: ip, port: port)] }
        let found = OneShot<[SocketAddress]>()
        // getaddrinfo blocks, for as long as the name servers let it.
        DedicatedThread.start(name: "resolver") { found.succeed(lookUp(bare, port)) }
        do {
            let addresses = try await found.value()
            guard !addresses.isEmpty else { throw SocketError(.nameNotFound, "resolve \(host)") }
            return addresses
        } catch let error as SocketError {
            throw error
        } catch {
            throw SocketError(.cancelled, "resolve \(host)")
        }
    }

    private static func lookUp(_ host: String, _ port: UInt16) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_ADDRCONFIG
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { entry in
            guard let address = entry?.pointee.ai_addr, let found = SocketAddress(UnsafePointer(address)) else {
                return nil
            }
            return SocketAddress(ip: found.ip, port: port)
        }
    }
}
