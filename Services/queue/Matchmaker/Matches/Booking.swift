import Contracts

/// A match server that is promised to a match.
public struct BookedServer: Codable, Sendable, Hashable {
    public var address: String
    public var region: String?
    public var serverUser: PlayerID

    public init(address: String, region: String?, serverUser: PlayerID) {
        self.address = address
        self.region = region
        self.serverUser = serverUser
    }
}

/// A match that wants a server: any on offer that plays the mode and isn't excluded.
public struct BookingRequest: Sendable, Hashable {
    public var matchID: MatchID
    public var mode: ModeName
    /// The best first; a server elsewhere is taken when none of these has one.
    public var regions: [String]
    /// Addresses that have failed the match.
    public var excluding: [String]
}

/// A match lets its server go.
public struct ServerRelease: Sendable, Hashable {
    public var address: String
    public var matchID: MatchID
    /// The server failed: it isn't booked for a while, unless it is offered again.
    public var setAside: Bool
}

/// What is to happen to servers within the transaction: first all releases, in this order, then the bookings. Bookings skip
/// what others hold, so that no transaction that holds a booked server ever waits for another.
public struct BookingStep: Sendable, Hashable {
    public var releases: [ServerRelease]
    public var requests: [BookingRequest]
}

/// What became of a ``BookingStep``.
public struct BookingResult: Sendable, Hashable {
    /// Who got which; the others found none.
    public var booked: [MatchID: BookedServer]

    public init(booked: [MatchID: BookedServer]) { self.booked = booked }
}

/// When a match server last gave a sign, as any replica has noted it.
public struct ServerSigns: Sendable, Hashable {
    /// The last call of the server's user.
    public var lastCall: Timestamp?
    /// The server has been told of the match.
    public var fetched: Bool

    public init(lastCall: Timestamp?, fetched: Bool) {
        self.lastCall = lastCall
        self.fetched = fetched
    }
}
