/// How a peer's pairing stands, as that peer may see it.
public struct PeerView: Codable, Sendable, Hashable {
    /// A string, so that a reader survives kinds that are newer than itself.
    public struct Kind: Identifier {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Nobody to test against at the moment.
        public static let alone = Self("Alone")
        /// Measure the round trip to `opponent` and report it.
        public static let testing = Self("Testing")
        /// Open the port and say so: `opponent` will come.
        public static let hosting = Self("Hosting")
        /// `opponent` is opening its port.
        public static let awaiting = Self("Awaiting")
        /// Go to `match`.
        public static let starting = Self("Starting")
        /// No such peer: it has left, fallen silent, or finished.
        public static let gone = Self("Gone")
    }

    public var matcherID: MatcherID
    /// Grows with every change; a larger one replaces a smaller one, whatever the order of arrival.
    public var revision: Int64
    public var kind: Kind
    /// From `testing` until `awaiting`.
    public var opponent: PeerOpponent?
    /// With `starting`: where the host listens, its port included.
    public var match: PeerAddress?

    public init(
        matcherID: MatcherID, revision: Int64, kind: Kind, opponent: PeerOpponent? = nil, match: PeerAddress? = nil
    ) {
        self.matcherID = matcherID
        self.revision = revision
        self.kind = kind
        self.opponent = opponent
        self.match = match
    }
}

/// The other one of a pair.
public struct PeerOpponent: Codable, Sendable, Hashable {
    public var handle: PeerHandle
    public var address: PeerAddress

    public init(handle: PeerHandle, address: PeerAddress) {
        self.handle = handle
        self.address = address
    }
}
