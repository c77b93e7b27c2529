import Contracts
import IntakeCore
import Messaging
import Postgres

/// Ledgers of matches: read as a whole, written by what has changed.
enum LedgerStore {
    /// A ledger as it is stored, and the database's clock.
    struct Loaded {
        var ledger: MatchLedger
        var now: Timestamp
    }

    /// Reads a ledger; `nil` for a match that isn't known. With `lock` nobody else can change it until the end of the
    /// transaction.
    static func load(
        _ matchID: MatchID, lock: Bool, in session: some PostgresSession
    ) async throws(PostgresError) -> Loaded? {
        // Each statement sees what was committed before it began: those after the lock see what the last holder wrote.
        let rows = try await session.batch([
            PostgresStatement(lock ? selection + " FOR UPDATE" : selection, matchID),
            PostgresStatement(
                """
                SELECT player_id, nickname, faction, placement, score, quit, disconnected
                FROM match_players WHERE match_id = $1 ORDER BY position
                """, matchID),
            PostgresStatement(
                "SELECT outcome, custom FROM disputed_reports WHERE match_id = $1 ORDER BY number", matchID),
            PostgresStatement("SELECT \(Timestamp.sql("clock_timestamp()")) AS now_ms"),
        ])
        guard let match = rows[0].first else { return nil }
        var players: [MatchConfirmation.Player] = []
        var placements: [ReportMatch.Placement] = []
        for row in rows[1] {
            let nickname: String = try row.decode("nickname")
            players.append(
                MatchConfirmation.Player(
                    playerID: try row.decode("player_id"), nickname: nickname, faction: try row.decode("faction")))
            if let placement = try row.decode("placement", as: Int?.self) {
                placements.append(
                    ReportMatch.Placement(
                        nickname: nickname, placement: placement, score: try row.decode("score"),
                        quit: try row.decode("quit"), disconnected: try row.decode("disconnected")))
            }
        }
        var disputes: [Claim] = []
        for row in rows[2] {
            disputes.append(
                Claim(placements: try row.decodeJSON("outcome"), custom: try Self.custom(row)))
        }
        let ledger = MatchLedger(
            confirmation: try confirmation(match, players), ending: try ending(match, placements), disputes: disputes,
            sequence: try match.decode("sequence"))
        return Loaded(ledger: ledger, now: try rows[3][0].decode("now_ms"))
    }

    private static let selection = """
        SELECT match_id, mode, region, address, server_user, booking, \(Timestamp.sql("created_at")) AS created_ms,
            state, \(Timestamp.sql("ended_at")) AS ended_ms, custom, sequence
        FROM matches WHERE match_id = $1
        """

    private static func confirmation(
        _ row: PostgresRow, _ players: [MatchConfirmation.Player]
    ) throws(PostgresError) -> MatchConfirmation {
        MatchConfirmation(
            matchID: try row.decode("match_id"), mode: try row.decode("mode"), region: try row.decode("region"),
            address: try row.decode("address"), serverUser: try row.decode("server_user"),
            createdAt: try row.decode("created_ms"), players: players, booking: try row.decode("booking"))
    }

    private static func custom(_ row: PostgresRow) throws(PostgresError) -> JSONText? {
        try row.decode("custom", as: String?.self).map { JSONText(trusting: $0) }
    }

    private static func ending(
        _ row: PostgresRow, _ placements: [ReportMatch.Placement]
    ) throws(PostgresError) -> MatchLedger.Ending? {
        switch try row.decode("state", as: String.self) {
        case "completed":
            let claim = Claim(placements: placements, custom: try custom(row))
            return .completed(claim, at: try row.decode("ended_ms"))
        case "abandoned": return .abandoned(at: try row.decode("ended_ms"))
        default: return nil
        }
    }
}
