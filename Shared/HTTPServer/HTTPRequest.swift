@_exported import HTTPTypes  // its types are this module's vocabulary
import Sockets

/// A request, complete: handlers start once its body has arrived.
public struct HTTPRequest: Sendable {
    /// `X-Request-Id` as the client gave it, if it is at most 128 printable characters; else made here.
    public let id: String
    public let method: HTTPMethod
    /// As it was sent, percent-encoded, without the query.
    public let path: String
    public let query: HTTPQuery
    public var headers: HTTPFields
    /// Where the connection comes from. Behind a proxy that is the proxy.
    public let remoteAddress: SocketAddress
    /// Empty when it was longer than the limit; see `bodyIsTooLarge`.
    public let body: [UInt8]
    /// The router answers 413 for it, after the middleware and before the handler of its route.
    public let bodyIsTooLarge: Bool
    public let arrival: ContinuousClock.Instant
    /// Resolved when the server begins to drain: what waits should answer now.
    public let drain: DrainSignal

    /// The pattern of the route that was found, as it was registered: `/matches/{matchId}`. Nil outside of the router.
    public internal(set) var route: String?
    /// The values of the pattern's names, percent-decoded.
    public internal(set) var parameters: [String: String] = [:]
    /// What middleware hands to those behind it, such as who is asking.
    public var values = RequestValues()

    public init(
        id: String, method: HTTPMethod, path: String, query: HTTPQuery = HTTPQuery(""), headers: HTTPFields = [:],
        remoteAddress: SocketAddress, body: [UInt8] = [], bodyIsTooLarge: Bool = false,
        arrival: ContinuousClock.Instant = .now, drain: DrainSignal = DrainSignal()
    ) {
        self.id = id
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.remoteAddress = remoteAddress
        self.body = body
        self.bodyIsTooLarge = bodyIsTooLarge
        self.arrival = arrival
        self.drain = drain
    }

    /// All values of the cookies of this name, in order. Pairs of other names, and what isn't a pair, are passed over.
    public func cookies(named name: String) -> [String] {
        headers.values(of: "Cookie").flatMap { line in
            line.split(separator: ";").compactMap { pair in
                let pair = HTTPFields.trim(pair)
                guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { return nil }
                let value = pair[pair.index(after: equals)...]
                guard value.count >= 2, value.first == "\"", value.last == "\"" else { return String(value) }
                return String(value.dropFirst().dropLast())
            }
        }
    }
}
