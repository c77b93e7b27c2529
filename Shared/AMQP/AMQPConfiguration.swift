/// Where the broker is and how a connection to it behaves.
public struct AMQPConfiguration: Sendable, Hashable {
    public var host: String
    public var port: Int
    public var user: String
    public var password: String
    public var virtualHost: String
    /// TLS 1.2 or later, with the peer and its host name verified.
    public var tls: Bool
    /// Authorities to trust, PEM; used with TLS only.
    public var certificateAuthorities: String = "/etc/ssl/certs/ca-certificates.crt"
    /// What the connection is called in the management plugin; roles append their own (`queue-1/events`).
    public var name: String = "muster"
    /// A broker that is silent for twice this long is taken for dead.
    public var heartbeat: Duration = .seconds(5)
    /// How long opening a connection or one declaration may take.
    public var connectTimeout: Duration = .seconds(5)
    /// A write that the broker doesn't take for this long ends the connection.
    public var writeTimeout: Duration = .seconds(3)
    /// How long a graceful stop waits for what is in work.
    public var drainTimeout: Duration = .seconds(20)

    /// Reads `amqp://user:password@host:port/vhost` or `amqps://…`; parts may be percent-encoded, `?heartbeat=` (seconds)
    /// and `?cacertfile=` are understood. A missing path means the virtual host `/`, as does an empty one.
    ///
    /// Fails with `.invalidConfiguration` when the address can't be read.
    public init(url: String) throws(AMQPError) {
        func invalid(_ why: String) -> AMQPError { AMQPError(.invalidConfiguration, "AMQP address: \(why)") }
        func decoded(_ part: Substring) throws(AMQPError) -> String {
            guard let text = Self.percentDecoded(part) else { throw invalid("bad percent-encoding") }
            return text
        }

        var rest: Substring
        if url.hasPrefix("amqp://") {
            tls = false
            rest = url.dropFirst(7)
        } else if url.hasPrefix("amqps://") {
            tls = true
            rest = url.dropFirst(8)
        } else {
            throw invalid("it must begin with amqp:// or amqps://")
        }

        var query: Substring = ""
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        var path: Substring = ""
        if let slash = rest.firstIndex(of: "/") {
            path = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
        }
        user = "guest"
        password = "guest"
        if let at = rest.lastIndex(of: "@") {
            let credentials = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = try decoded(credentials[0])
            password = credentials.count > 1 ? try decoded(credentials[1]) : ""
            rest = rest[rest.index(after: at)...]
        }
        port = tls ? 5671 : 5672
        if let colon = rest.lastIndex(of: ":"), rest.last != "]" {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65535).contains(number) else {
                throw invalid("the port is not a number from 1 to 65535")
            }
            port = number
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty else { throw invalid("the host is missing") }
        host = try decoded(rest)
        virtualHost = path.isEmpty ? "/" : try decoded(path)

        for item in query.split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = pair.count > 1 ? try decoded(pair[1]) : ""
            switch pair[0] {
            case "heartbeat":
                guard let seconds = Int(value), (1...600).contains(seconds) else {
                    throw invalid("heartbeat is not a number of seconds from 1 to 600")
                }
                heartbeat = .seconds(seconds)
            case "cacertfile":
                certificateAuthorities = value
            default:
                throw invalid("unknown option '\(pair[0])'")
            }
        }
    }

    /// The same broker under a connection name that says what it is used for.
    public func named(_ role: String) -> AMQPConfiguration {
        var copy = self
        copy.name = "\(name)/\(role)"
        return copy
    }

    private static func percentDecoded(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
