import Contracts

/// `POST /matchmaking/backfill`: so many places of a team of a running match are to be filled.
public struct OpenBackfillBody: Codable, Sendable {
    public var type: String?
    public var matchId: String?
    /// As in `factions` of the match.
    public var team: String?
    public var players: Double?

    public init(matchId: String?, team: String?, players: Int?) {
        type = "Backfill"
        self.matchId = matchId
        self.team = team
        self.players = players.map(Double.init)
    }
}

/// 201 of `POST /matchmaking/backfill`.
public struct BackfillBody: Codable, Sendable {
    public var type: String
    public var matchId: MatchID
    public var team: String
    public var players: Int

    public init(matchId: MatchID, team: String, players: Int) {
        type = "Backfill"
        self.matchId = matchId
        self.team = team
        self.players = players
    }
}

/// On the WebSocket: no more players are wanted. The answer is the same.
public struct CloseBackfillBody: Codable, Sendable {
    public var type: String?
    public var matchId: String?

    public init(matchId: String?) {
        type = "RevokeBackfill"
        self.matchId = matchId
    }
}
