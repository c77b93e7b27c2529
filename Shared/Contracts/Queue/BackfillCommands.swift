/// A match server wants places of its match filled: the queue asks players whether they want to join. Again is success.
/// Refused: `forbidden` (another's), `notFound`, `conflict` (the match isn't in progress, or another number of the team's
/// places is open), `invalid` (no such team, or more players than it has room for).
public struct OpenBackfill: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.backfill.open.v1"
    public var commandID: CommandID
    public var matchID: MatchID
    public var serverUser: PlayerID
    /// As in `factions` of the match.
    public var team: String
    public var players: Int

    public init(commandID: CommandID, matchID: MatchID, serverUser: PlayerID, team: String, players: Int) {
        self.commandID = commandID
        self.matchID = matchID
        self.serverUser = serverUser
        self.team = team
        self.players = players
    }
}

/// No more players are wanted. Success, too, when none were. Refused: `forbidden`, `notFound`, `conflict`.
public struct CloseBackfill: ShardCommand {
    public typealias Reply = Outcome<Done>
    public static let name = "queue.backfill.close.v1"
    public var commandID: CommandID
    public var matchID: MatchID
    public var serverUser: PlayerID

    public init(commandID: CommandID, matchID: MatchID, serverUser: PlayerID) {
        self.commandID = commandID
        self.matchID = matchID
        self.serverUser = serverUser
    }
}
