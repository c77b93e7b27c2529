import Contracts

/// What a client's session wants of the queue.
public enum PeerRequest: Sendable, Hashable {
    case join(PeerAddress, region: String?)
    case report(MatcherID, PingResult)
    case open(MatcherID, port: UInt16)
    /// Tells that the client knows where to go.
    case ask(MatcherID)
    case leave(MatcherID)
}

/// What the queue has answered.
public enum PeerReply: Sendable, Hashable {
    case view(PeerView)
    case verdict(PingVerdict)
    case done
    /// The matcher is unknown.
    case unknown
    /// Refused for any other reason.
    case refused
    /// Nobody knows what became of it: to be asked again.
    case failed
}
