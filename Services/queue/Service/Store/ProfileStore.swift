import Contracts
import MatchmakerCore
import Postgres

/// How players' profiles stand in `blocks`, `ratings` and `party_members`.
enum ProfileStore {
    /// Reads the profiles of these players, in one answer.
    static func reading(_ players: [PlayerID]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT player_id, blocked_id, NULL::text AS mode, NULL::float8 AS rating, NULL::text AS party_id,
                NULL::int8 AS revision
            FROM blocks WHERE player_id = ANY ($1::text[])
            UNION ALL
            SELECT player_id, NULL, mode, rating, NULL, NULL FROM ratings WHERE player_id = ANY ($1::text[])
            UNION ALL
            SELECT m.player_id, NULL, NULL, NULL, m.party_id, p.revision
            FROM party_members m JOIN parties p USING (party_id) WHERE m.player_id = ANY ($1::text[])
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
            if let party = try row.decode("party_id", as: String?.self) {
                profiles[playerID, default: PlayerProfile()].party = PartyStamp(
                    partyID: PartyID(party), revision: try row.decode("revision"))
            }
        }
        return profiles
    }

    /// Keeps ratings, unless later ones are kept already. The rows are taken in the order of players, so that two shards with
    /// the same players don't block each other.
    static func update(_ updates: [RatingUpdate]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO ratings AS r (player_id, mode, mu, sigma, rating, matches, rated_at)
            SELECT n.player_id, n.mode, n.mu, n.sigma, n.rating, n.matches,
                'epoch'::timestamptz + n.rated_ms * interval '1 ms'
            FROM unnest($1::text[], $2::text[], $3::float8[], $4::float8[], $5::float8[], $6::int4[], $7::int8[])
                AS n (player_id, mode, mu, sigma, rating, matches, rated_ms)
            ORDER BY n.player_id, n.mode
            ON CONFLICT (player_id, mode) DO UPDATE SET mu = excluded.mu, sigma = excluded.sigma,
                rating = excluded.rating, matches = excluded.matches, rated_at = excluded.rated_at
            WHERE r.rated_at <= excluded.rated_at
            """,
            updates.map(\.rating.playerID.rawValue), updates.map(\.rating.mode.rawValue), updates.map(\.rating.mu),
            updates.map(\.rating.sigma), updates.map(\.rating.rating), updates.map(\.rating.matches),
            updates.map(\.at.milliseconds))
    }

    /// Forgets everything about a player who is gone.
    static func removal(of player: PlayerID) -> [PostgresStatement] {
        [
            PostgresStatement("DELETE FROM blocks WHERE player_id = $1 OR blocked_id = $1", player.rawValue),
            PostgresStatement("DELETE FROM ratings WHERE player_id = $1", player.rawValue),
        ]
    }
}
