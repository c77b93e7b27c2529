/// Keeps a slot of a host for a match, for a minute or until the host says that somebody has come. Asked again for the same
/// match it answers the same slot as long as that is kept, so that whoever dies in between loses none. Refused: `notFound`
/// when there is none.
public struct ReserveHost: HostsRequest {
    public typealias Reply = Outcome<Reserved>
    public static let name = "hosts.host.reserve.v1"
    public var matchID: MatchID
    /// The best first; a host elsewhere is taken when none of these has one. Empty: any.
    public var regions: [String]

    public init(matchID: MatchID, regions: [String]) {
        self.matchID = matchID
        self.regions = regions
    }

    public struct Reserved: Codable, Sendable, Hashable {
        public var hostID: HostID
        public var region: String
        public var roomID: String
        public var signalingURL: String
        /// With credentials for the match.
        public var iceServers: [ICEServer]

        public init(
            hostID: HostID, region: String, roomID: String, signalingURL: String, iceServers: [ICEServer]
        ) {
            self.hostID = hostID
            self.region = region
            self.roomID = roomID
            self.signalingURL = signalingURL
            self.iceServers = iceServers
        }
    }
}

/// Lets go of what is kept for a match; a session that has begun goes on. Success, too, when nothing is kept.
public struct ReleaseHost: HostsRequest {
    public typealias Reply = Outcome<Done>
    public static let name = "hosts.host.release.v1"
    public var matchID: MatchID

    public init(matchID: MatchID) { self.matchID = matchID }
}

/// Which of these matches still have their host, and keeps it for them.
public struct CheckMatchHosts: HostsRequest {
    public static let name = "hosts.match.check.v1"
    public var matchIDs: [MatchID]

    public init(matchIDs: [MatchID]) { self.matchIDs = matchIDs }

    public struct Reply: Codable, Sendable, Hashable {
        /// Nobody has come yet.
        public var kept: [MatchID]
        public var inSession: [MatchID]

        public init(kept: [MatchID], inSession: [MatchID]) {
            self.kept = kept
            self.inSession = inSession
        }
    }
}
