import Contracts

/// Two matchers that test each other and then meet, as the database keeps it. Nobody is in two.
///
///     made ──good report──▶ host known ──port open──▶ opened ──guest asks──▶ told ──30 s──▶ gone
///       │ bad report, 30 s, somebody leaves │            │ guest leaves or is silent          ▲
///       └───────────────────────────────────┴─▶ dissolved └────────────────────────────────────┘
public struct PeerPair: Codable, Sendable, Hashable {
    public struct Side: Codable, Sendable, Hashable {
        public var matcherID: MatcherID
        /// The name by which this one knows the other.
        public var handle: PeerHandle
    }

    public let id: PeerPairID
    public let first: Side
    public let second: Side
    public let madeAt: Timestamp
    /// Who is to listen, once a round trip was good.
    public var host: MatcherID?
    /// Where the host listens, once it does. The host has left then.
    public var match: PeerAddress?
    /// When the guest was first told to go.
    public var toldAt: Timestamp?

    /// How the given member of the pair sees it.
    func side(of matcherID: MatcherID) -> Side { first.matcherID == matcherID ? first : second }

    /// The other member.
    func opponent(of matcherID: MatcherID) -> MatcherID {
        first.matcherID == matcherID ? second.matcherID : first.matcherID
    }

    /// Its members who are still in the queue.
    var present: [MatcherID] {
        [first.matcherID, second.matcherID].filter { match == nil || $0 != host }
    }
}
