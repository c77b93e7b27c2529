/// A message that is answered. It names itself, its reply and where it goes; it evolves by new optional members, and a break
/// is a new `.v2` type beside the old one.
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

/// The services that answer requests.
public enum ServiceName: String, Codable, Sendable, Hashable, CaseIterable {
    case auth, queue, hosts, results
}
