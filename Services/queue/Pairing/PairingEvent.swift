import Contracts

/// What happens to a shard's peers.
public enum PairingEvent: Sendable, Hashable {
    /// `gateway`: where the peer has an open socket; it wants to be told, and given opponents without asking.
    case join(address: PeerAddress, region: String?, gateway: GatewayID?)
    case ask(MatcherID)
    case report(MatcherID, [PingResult])
    case openPort(MatcherID, port: UInt16, ip: String?)
    case leave(MatcherID)
    /// A gateway's open sockets; they count as calling.
    case checkIn(GatewayID, [MatcherID])
    /// Something may be due, see ``Pairing/nextDue``.
    case timePassed
}

/// What follows from an event, in order.
public enum PairingAction: Sendable, Hashable {
    /// The answer to a command; exactly one for every event but `checkIn` and `timePassed`.
    case answer(PairingAnswer)
    /// A row is new or has changed. At most one action for each row and event.
    case saveMatcher(Matcher)
    case removeMatcher(MatcherID)
    case savePair(PeerPair)
    case removePair(PeerPairID)
    /// To be told once the rows are committed; lost without harm, since every check-in is answered.
    case tell(GatewayID, PeerView)
}

/// The answers to commands, each with what the REST routes make of it.
public enum PairingAnswer: Codable, Sendable, Hashable {
    /// To `join`: 201. To `ask`: `alone` 204 and retry after 10 s · `hosting` and `awaiting` 204 and retry after 1 s ·
    /// `testing` 200 to ping that one · `starting` 200 to go.
    case view(PeerView)
    /// To `report`: with `hostFor` 200 to open the port, without 204.
    case verdict(PingVerdict)
    /// To `openPort` and `leave`: 200.
    case done
    /// To `openPort`: 409.
    case notHost
    /// To everything that names a matcher: 404.
    case unknown
}
