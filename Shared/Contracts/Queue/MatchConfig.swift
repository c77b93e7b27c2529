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

    public init(
        matchID: MatchID, mode: ModeName, address: String?, factions: [String], nicknames: [String],
        playerIDs: [PlayerID], region: String?
    ) {
        self.matchID = matchID
        self.mode = mode
        self.address = address
        self.factions = factions
        self.nicknames = nicknames
        self.playerIDs = playerIDs
        self.region = region
    }

    private enum CodingKeys: String, CodingKey {
        case type, mode, address, factions, nicknames, region
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
    }
}
