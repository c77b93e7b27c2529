/// Cross-origin rules: anybody may call without credentials; with them only our own pages and listed origins.
public struct OriginRule: Sendable {
    /// `MUSTER_CORS_ORIGINS`.
    public var listed: Set<String>

    public static let methods = "GET, POST, PUT, DELETE"
    public static let headers =
        "Authorization, Content-Type, Idempotency-Key, X-Request-Id, Traceparent, Last-Event-ID"
    public static let exposed = "X-Request-Id, Retry-After, Location"

    public init(listed: Set<String>) { self.listed = listed }

    /// May a request with this `Origin` be identified by a cookie? `host` is the request's own `Host`.
    public func allowsCookie(origin: String?, host: String?) -> Bool {
        guard let origin else { return true }
        return isOwn(origin, host: host) || listed.contains(origin)
    }

    /// The CORS headers of an answer.
    public func answerHeaders(origin: String?) -> [(name: String, value: String)] {
        guard let origin else { return [] }
        guard listed.contains(origin) else {
            return [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", Self.exposed)]
        }
        return [
            ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Expose-Headers", Self.exposed), ("Vary", "Origin"),
        ]
    }

    /// What a preflight is told besides ``answerHeaders(origin:)``.
    public static let preflightHeaders: [(name: String, value: String)] = [
        ("Access-Control-Allow-Methods", methods), ("Access-Control-Allow-Headers", headers),
        ("Access-Control-Max-Age", "600"),
    ]

    private func isOwn(_ origin: String, host: String?) -> Bool {
        guard let host, let scheme = origin.firstRange(of: "://") else { return false }
        return origin[scheme.upperBound...].lowercased() == host.lowercased()
    }
}
