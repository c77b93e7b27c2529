import Contracts
import MatchmakerCore
import Postgres

/// How players' profiles stand in `blocks` and `ratings`.
enum ProfileStore {
    /// Reads the profiles of these players, in one answer.
    static func reading(_ players: [PlayerID]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT player_id, blocked_id, NULL::text AS mode, NULL::float8 AS rating FROM blocks
            WHERE player_id = ANY ($1::text[])
            UNION ALL
            SELECT player_id, NULL, mode, rating FROM ratings WHERE player_id = ANY ($1::text[])
            """, players.map(\.rawValue))
    }

    /// The profiles in an answer; players of whom nothing is kept have none.
    static func profiles(_ rows: PostgresRows) throws(PostgresError) -> [PlayerID: PlayerProfile] {
        var profiles: [PlayerID: PlayerProfile] = [:]
        for row in rows {
            let playerID = PlayerID(try row.decode("player_id"))
            if let blocked = try row.decode("blocked_id", as: String?.self) {
                profiles[playerID, default: PlayerProfile()].blocked.insert(PlayerID(blocked))
            }
            if let mode = try row.decode("mode", as: String?.self) {
                profiles[playerID, default: PlayerProfile()].ratings[ModeName(mode)] = try row.decode("rating")
            }
        }
        return profiles
    }

    /// Forgets everything about a player who is gone.
    static func removal(of player: PlayerID) -> [PostgresStatement] {
        [
            PostgresStatement("DELETE FROM blocks WHERE player_id = $1 OR blocked_id = $1", player.rawValue),
            PostgresStatement("DELETE FROM ratings WHERE player_id = $1", player.rawValue),
        ]
    }
}
