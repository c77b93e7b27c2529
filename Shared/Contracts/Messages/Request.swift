/// A message that is answered. It names itself, its reply and where it goes; it evolves by new optional members, and a break
/// is a new `.v2` type beside the old one.
///
/// A reader ignores members that it doesn't know, and keeps names (states, reasons, codes) that it doesn't know as they
/// came. A request that it doesn't know, or can't read, it answers `unsupported`; nobody's release is a reason for dead
/// letters.
public protocol Request: Codable, Sendable, Hashable {
    associatedtype Reply: Codable & Sendable & Hashable
    /// `<owner>.<noun>.<verb>.v<n>`, the `type` of its envelope.
    static var name: String { get }
}

/// A request that any replica of a service answers, over `rpc.<service>.v1`: best effort with a deadline; a service that is
/// down is unroutable.
public protocol ServiceRequest: Request {
    static var service: ServiceName { get }
}

/// A request to the owner of one shard, over its durable queue. It waits there while the shard changes hands, until its
/// deadline. Carried out at most once for each ``commandID``; a reply to a retry is the stored one.
public protocol ShardCommand: Request {
    var commandID: CommandID { get }
}

/// A message to the owner of one shard that nobody waits for: soft, lost without harm.
public protocol ShardNotice: Codable, Sendable, Hashable {
    static var name: String { get }
}

/// A service that answers requests or tells events. A string, so that a reader survives services that are newer than itself.
public struct ServiceName: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let auth = Self("auth")
    public static let queue = Self("queue")
    public static let hosts = Self("hosts")
    public static let results = Self("results")
}
