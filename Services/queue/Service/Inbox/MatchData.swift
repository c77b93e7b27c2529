import Contracts

/// `matchData` of the HTTP API: how a match ended, as players are told.
struct MatchData: Encodable {
    struct Placement: Encodable {
        var nickname: String
        var placement: Int
        var score: Double?
        var quit: Bool?
        var disconnected: Bool?
    }

    var matchId: MatchID
    var outcome: [Placement]
    var custom: JSONText?

    init(_ match: MatchRecord) {
        matchId = match.matchID
        outcome = match.players.compactMap { player in
            player.placement.map {
                Placement(
                    nickname: player.nickname, placement: $0, score: player.score, quit: player.quit,
                    disconnected: player.disconnected)
            }
        }
        custom = match.custom
    }

    func json() throws -> String { try StoredJSON.text(self) }
}
