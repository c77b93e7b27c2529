import Contracts

/// Matches as the queue confirms them, for tests.
enum Confirmations {
    static let server = PlayerID("pserver")
    static let otherServer = PlayerID("pother")

    /// A match id of the test's own.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "m0a" + String(repeating: "0", count: 20 - digits.count) + digits
    }

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
