import Contracts

/// Matches as the queue confirms them, for tests.
enum Confirmations {
    static let server = PlayerID("pserver")
    static let otherServer = PlayerID("pother")

    static func duel(
        _ id: String = "m0aabcdefghjkmnpqrstvwx", booking: Int = 1, serverUser: PlayerID = server,
        address: String = "127.0.0.1:4000", nicknames: [String] = ["magda", "juri"]
    ) -> MatchConfirmation {
        MatchConfirmation(
            matchID: MatchID(id), mode: ModeName("duel"), region: nil, address: address, serverUser: serverUser,
            createdAt: Timestamp(milliseconds: 1_700_000_000_000),
            players: nicknames.enumerated().map { index, nickname in
                MatchConfirmation.Player(
                    playerID: PlayerID("p" + nickname), nickname: nickname, faction: index % 2 == 0 ? "red" : "blue")
            },
            booking: booking)
    }

    static func report(
        _ match: MatchConfirmation, by reporter: PlayerID? = nil, placements: [Int]? = nil, custom: String? = nil
    ) -> ReportMatch {
        ReportMatch(
            serverUser: reporter ?? match.serverUser, matchID: match.matchID,
            outcome: match.players.enumerated().map { index, player in
                ReportMatch.Placement(nickname: player.nickname, placement: placements?[index] ?? index + 1)
            },
            custom: custom)
    }
}
