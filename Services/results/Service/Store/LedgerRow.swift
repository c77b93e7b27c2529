import Contracts
import IntakeCore
import Postgres
import RatingsCore

/// What the rows of a match and its players say.
enum LedgerRow {
    /// Of each match in the array `$1`.
    static let match = """
        SELECT match_id, mode, region, address, server_user, booking, \(Timestamp.sql("created_at")) AS created_ms,
            state, \(Timestamp.sql("ended_at")) AS ended_ms, custom, sequence, season,
            (SELECT name FROM seasons WHERE number = season) AS season_name
        FROM matches WHERE match_id = ANY ($1::text[])
        """

    /// The players of these matches, those of one match in their order.
    static let players = """
        SELECT match_id, player_id, nickname, faction, placement, score, quit, disconnected,
            mu_before, sigma_before, mu_after, sigma_after, rated_matches
        FROM match_players WHERE match_id = ANY ($1::text[]) ORDER BY match_id, position
        """

    /// A match's ledger, of its row and those of its players.
    static func ledger(
        _ match: PostgresRow, _ rows: [PostgresRow], disputes: [Claim]
    ) throws(PostgresError) -> MatchLedger {
        var players: [MatchConfirmation.Player] = []
        var placements: [ReportMatch.Placement] = []
        var changes: [RatingChanged.Change] = []
        for row in rows {
            let player = MatchConfirmation.Player(
                playerID: try row.decode("player_id"), nickname: try row.decode("nickname"),
                faction: try row.decode("faction"))
            players.append(player)
            if let placement = try placement(of: player, row) { placements.append(placement) }
            if let change = try change(of: player, row) { changes.append(change) }
        }
        return MatchLedger(
            confirmation: try confirmation(match, players), ending: try ending(match, placements),
            rating: try rating(match, changes), disputes: disputes, sequence: try match.decode("sequence"))
    }

    /// The column `custom`.
    static func custom(_ row: PostgresRow) throws(PostgresError) -> JSONText? {
        try row.decode("custom", as: String?.self).map { JSONText(trusting: $0) }
    }

    private static func placement(
        of player: MatchConfirmation.Player, _ row: PostgresRow
    ) throws(PostgresError) -> ReportMatch.Placement? {
        guard let placement = try row.decode("placement", as: Int?.self) else { return nil }
        return ReportMatch.Placement(
            nickname: player.nickname, placement: placement, score: try row.decode("score"),
            quit: try row.decode("quit"), disconnected: try row.decode("disconnected"))
    }

    private static func change(
        of player: MatchConfirmation.Player, _ row: PostgresRow
    ) throws(PostgresError) -> RatingChanged.Change? {
        guard let matches = try row.decode("rated_matches", as: Int?.self) else { return nil }
        return RatingChanged.Change(
            playerID: player.playerID, nickname: player.nickname,
            before: .init(Skill(mu: try row.decode("mu_before"), sigma: try row.decode("sigma_before"))),
            after: .init(Skill(mu: try row.decode("mu_after"), sigma: try row.decode("sigma_after"))),
            matches: matches)
    }

    private static func confirmation(
        _ row: PostgresRow, _ players: [MatchConfirmation.Player]
    ) throws(PostgresError) -> MatchConfirmation {
        MatchConfirmation(
            matchID: try row.decode("match_id"), mode: try row.decode("mode"), region: try row.decode("region"),
            address: try row.decode("address"), serverUser: try row.decode("server_user"),
            createdAt: try row.decode("created_ms"), players: players, booking: try row.decode("booking"))
    }

    private static func ending(
        _ row: PostgresRow, _ placements: [ReportMatch.Placement]
    ) throws(PostgresError) -> MatchLedger.Ending? {
        switch try row.decode("state", as: String.self) {
        case "completed":
            return .completed(Claim(placements: placements, custom: try custom(row)), at: try row.decode("ended_ms"))
        case "abandoned": return .abandoned(at: try row.decode("ended_ms"))
        default: return nil
        }
    }

    private static func rating(
        _ row: PostgresRow, _ changes: [RatingChanged.Change]
    ) throws(PostgresError) -> MatchRating? {
        guard let number = try row.decode("season", as: Int?.self) else { return nil }
        return MatchRating(seasonNumber: number, season: try row.decode("season_name"), changes: changes)
    }
}
