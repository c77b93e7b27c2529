import HTTPServer
import RulesCore

private enum ClientKey: RequestKey {
    typealias Value = (address: String, isSecure: Bool)
}

extension HTTPRequest {
    /// Whom the request comes from, past trusted proxies.
    var clientAddress: String { values[ClientKey.self]?.address ?? remoteAddress.ip.description }

    /// A trusted proxy says that the client speaks HTTPS with it.
    var isSecure: Bool { values[ClientKey.self]?.isSecure ?? false }
}

extension ClientAddressRule {
    /// Finds out where a request comes from.
    var middleware: Middleware {
        Middleware { request, next in
            var request = request
            let socket = request.remoteAddress.ip.description
            let forwarded = request.headers.values(of: "X-Forwarded-For").joined(separator: ",")
            let trusted = IPAddress(socket).map { trustedProxies.contains($0) } ?? false
            request.values[ClientKey.self] = (
                client(socket: socket, forwardedFor: forwarded.isEmpty ? nil : forwarded),
                trusted && request.headers["X-Forwarded-Proto"]?.lowercased() == "https"
            )
            return await next(request)
        }
    }
}
