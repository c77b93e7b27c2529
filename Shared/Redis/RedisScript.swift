import Threads

/// A Lua script that runs as one step on the server. Make it once, as a constant: it is sent once and then called by its
/// digest.
public final class RedisScript: Sendable {
    /// The Lua source; `KEYS` and `ARGV` are what it is called with.
    public let source: String
    /// The server's digest of the source, the same on every server; nil before it was sent anywhere.
    private let knownDigest = Locked<String?>(nil)

    /// A script of that source.
    public init(_ source: String) { self.source = source }

    var digest: String? { knownDigest.withLock { $0 } }

    func remember(digest: String?) { knownDigest.withLock { $0 = digest } }
}
