/// Match metadata as clients and match servers see it; on the wire exactly as in REST bodies.
public struct MatchConfig: Codable, Sendable, Hashable {
    public var matchID: MatchID
    public var mode: ModeName
    /// `host:port` of the match server; absent while none is booked.
    public var address: String?
    /// `factions[i]` is the team of `nicknames[i]`.
    public var factions: [String]
    public var nicknames: [String]
    public var playerIDs: [PlayerID]
    public var region: String?
    /// Of a match on a streaming host: where to meet it.
    public var host: Host?
    /// Of a match among peers: `addresses[i]` is where `nicknames[i]` can be reached; ``address`` is that of the first, who
    /// hosts. Only once it is confirmed.
    public var addresses: [String]?

    /// A room of a streaming host.
    public struct Host: Codable, Sendable, Hashable {
        public var roomID: String
        public var signalingURL: String
        public var iceServers: [ICEServer]

        public init(roomID: String, signalingURL: String, iceServers: [ICEServer]) {
            self.roomID = roomID
            self.signalingURL = signalingURL
            self.iceServers = iceServers
        }

        private enum CodingKeys: String, CodingKey {
            case roomID = "roomId"
            case signalingURL = "signalingUrl"
            case iceServers
        }
    }

    public init(
        matchID: MatchID, mode: ModeName, address: String?, factions: [String], nicknames: [String],
        playerIDs: [PlayerID], region: String?, host: Host? = nil, addresses: [String]? = nil
    ) {
        self.matchID = matchID
        self.mode = mode
        self.address = address
        self.factions = factions
        self.nicknames = nicknames
        self.playerIDs = playerIDs
        self.region = region
        self.host = host
        self.addresses = addresses
    }

    private enum CodingKeys: String, CodingKey {
        case type, mode, address, factions, nicknames, region, host, addresses
        case matchID = "matchId"
        case playerIDs = "playerIds"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        matchID = try container.decode(MatchID.self, forKey: .matchID)
        mode = try container.decode(ModeName.self, forKey: .mode)
        address = try container.decodeIfPresent(String.self, forKey: .address)
        factions = try container.decode([String].self, forKey: .factions)
        nicknames = try container.decode([String].self, forKey: .nicknames)
        playerIDs = try container.decode([PlayerID].self, forKey: .playerIDs)
        region = try container.decodeIfPresent(String.self, forKey: .region)
        host = try container.decodeIfPresent(Host.self, forKey: .host)
        addresses = try container.decodeIfPresent([String].self, forKey: .addresses)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("MatchConfig", forKey: .type)
        try container.encode(matchID, forKey: .matchID)
        try container.encode(mode, forKey: .mode)
        try container.encodeIfPresent(address, forKey: .address)
        try container.encode(factions, forKey: .factions)
        try container.encode(nicknames, forKey: .nicknames)
        try container.encode(playerIDs, forKey: .playerIDs)
        try container.encodeIfPresent(region, forKey: .region)
        try container.encodeIfPresent(host, forKey: .host)
        try container.encodeIfPresent(addresses, forKey: .addresses)
    }
}
