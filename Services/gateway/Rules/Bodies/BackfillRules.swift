import API
import Contracts

extension OpenBackfill {
    public init(_ body: OpenBackfillBody, serverUser: PlayerID, commandID: CommandID) throws(Refusal) {
        var rule = BodyRule()
        rule.type(body.type, is: "Backfill")
        let matchID = rule.required("matchId", body.matchId, "")
        let team = rule.required("team", body.team, "")
        let players = Int(exactly: rule.required("players", body.players, 1)) ?? 0
        if !(1...100).contains(players) { rule.refuse("players", "must be a whole number from 1 to 100") }
        try rule.check()
        self.init(
            commandID: commandID, matchID: MatchID(matchID), serverUser: serverUser, team: team, players: players)
    }
}

extension CloseBackfill {
    /// - Parameter matchID: `?matchId=`.
    public init(matchID: String?, serverUser: PlayerID, commandID: CommandID) throws(Refusal) {
        var rule = BodyRule()
        let matchID = rule.required("matchId", matchID, "")
        try rule.check()
        self.init(commandID: commandID, matchID: MatchID(matchID), serverUser: serverUser)
    }
}
