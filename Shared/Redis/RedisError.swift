/// Why a command was not carried out, or why nobody knows whether it was.
public struct RedisError: Error, Sendable, Hashable {
    /// What a caller can act on.
    public enum Kind: Sendable, Hashable {
        /// There is no connection, or too many commands are under way. Nothing was sent.
        case unavailable
        /// The connection was lost, or the deadline passed, after the command had been sent: it may have been carried out.
        case outcomeUnknown
        /// The server refused the command; the message begins with its code (`WRONGTYPE`, `NOSCRIPT`, `OOM` …).
        case server
        /// The answer isn't what was expected.
        case decoding
        /// A setting is wrong; retrying can't help.
        case misuse
    }

    /// What a caller can act on.
    public let kind: Kind
    /// What happened, in the server's words where it said something.
    public let message: String

    init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// For users of the client that can't do their work on its answers now; nothing has happened.
    public static func unavailable(_ message: String) -> RedisError { RedisError(.unavailable, message) }

    /// For users of the client whose answer had another shape than they expected.
    public static func unexpected(_ message: String) -> RedisError { RedisError(.decoding, message) }

    /// True when nothing was sent; an RPC handler answers 503.
    public var isUnavailable: Bool { kind == .unavailable }

    /// True when the command may have been carried out, or not.
    public var isOutcomeUnknown: Bool { kind == .outcomeUnknown }

    /// The first word of what the server said; nil when it said nothing.
    public var code: String? {
        kind == .server ? String(message.prefix { $0 != " " }) : nil
    }
}

extension RedisError: CustomStringConvertible {
    public var description: String { "\(kind): \(message)" }
}
