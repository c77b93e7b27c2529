import Contracts
import MatchmakerCore
import Messaging
import Postgres

/// How a player's record stands in `player_state`.
enum PlayerRow {
    /// For `FROM player_state p`.
    static let columns = """
        p.player_id, p.shard, p.ticket_id, p.match_id, p.last, p.cool_down,
        \(Timestamp.sql("p.changed_at")) AS changed_ms
        """

    static func record(_ row: PostgresRow) throws(PostgresError) -> PlayerRecord {
        let playerID = PlayerID(try row.decode("player_id"))
        return PlayerRecord(
            playerID: playerID, shard: try row.decode("shard", as: Int?.self).flatMap { Shard($0) },
            ticketID: try row.decode("ticket_id", as: String?.self).map { TicketID($0) },
            matchID: try row.decode("match_id", as: String?.self).map { MatchID($0) },
            view: try row.decodeJSONIfPresent("last") ?? .unknown(playerID),
            coolDown: try row.decodeJSONIfPresent("cool_down") ?? CoolDown(),
            changedAt: Timestamp(milliseconds: try row.decode("changed_ms")))
    }

    /// Gives rows to those who have none. Waits for whoever is inserting the same one, in the order of the ids.
    static func insertMissing(_ players: [String]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO player_state (player_id)
            SELECT c FROM unnest($1::text[]) AS c LEFT JOIN player_state o ON o.player_id = c
            WHERE o.player_id IS NULL ORDER BY c
            ON CONFLICT DO NOTHING
            """, players)
    }

    /// Writes rows that exist. They are this transaction's: claimed by it, or of players in its shard.
    static func update(_ records: [PlayerRecord]) throws -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE player_state SET revision = n.revision, shard = n.shard, ticket_id = n.ticket_id,
                match_id = n.match_id, last = n.last, cool_down = n.cool_down,
                changed_at = \(Timestamp.moment("n.changed_ms"))
            FROM unnest($1::text[], $2::int8[], $3::int4[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int8[])
                AS n (player_id, revision, shard, ticket_id, match_id, last, cool_down, changed_ms)
            WHERE player_state.player_id = n.player_id
            """,
            records.map(\.playerID.rawValue), records.map(\.view.state.revision), records.map { $0.shard?.number },
            records.map { $0.ticketID?.rawValue }, records.map { $0.matchID?.rawValue },
            try records.map { try StoredJSON.text($0.view) },
            try records.map { $0.coolDown == CoolDown() ? nil : try StoredJSON.text($0.coolDown) },
            records.map(\.changedAt.milliseconds))
    }
}
