/// A peer in the pairing of seed 001: made at joining, told to nobody but the peer, whose secret token it is. Carries its
/// shard.
public struct MatcherID: ShardedIdentifier {
    public static let prefix = "x"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What a peer may know of its opponent: a name made for this one pair, good for nothing but to report a measurement.
public struct PeerHandle: ShardedIdentifier {
    public static let prefix = "h"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Two peers that have been brought together. Never leaves the queue service. Carries its shard.
public struct PeerPairID: ShardedIdentifier {
    public static let prefix = "w"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
