import Contracts
import MatchmakerCore
import Messaging
import Postgres

/// The statements of ``PartyStore``.
extension PartyStore {
    /// Players whose rows are locked, and the time.
    struct Present: Sendable {
        var records: [PlayerID: PlayerRecord]
        var now: Timestamp
    }

    static func reading(memberOf player: PlayerID) -> PostgresStatement {
        PostgresStatement(
            "SELECT p.body FROM party_members m JOIN parties p USING (party_id) WHERE m.player_id = $1",
            player.rawValue)
    }

    static func party(_ rows: PostgresRows) throws(PostgresError) -> Party? {
        try rows.first.map { row throws(PostgresError) in try row.decodeJSON("body") }
    }

    /// Throws ``PartyStore/Busy`` when somebody else has one of them. Those who have no row get one.
    static func lock(_ players: [PlayerID], _ transaction: PostgresTransaction) async throws -> Present {
        let ids = players.sorted().map(\.rawValue)
        let rows = try await transaction.batch([
            PlayerRow.insertMissing(ids),
            PostgresStatement(
                """
                SELECT \(PlayerRow.columns) FROM player_state p WHERE p.player_id = ANY ($1::text[])
                ORDER BY p.player_id FOR NO KEY UPDATE SKIP LOCKED
                """, ids),
            PostgresStatement("SELECT \(ShardStore.now) AS now"),
        ])
        guard rows[1].count == ids.count else { throw Busy() }
        var present = Present(records: [:], now: Timestamp(milliseconds: try rows[2][0].decode("now")))
        for row in rows[1] {
            let record = try PlayerRow.record(row)
            present.records[record.playerID] = record
        }
        return present
    }

    /// The party as it is now, and as it stays until the transaction ends.
    static func lock(_ id: PartyID, _ transaction: PostgresTransaction) async throws -> Party? {
        try party(try await transaction.query("SELECT body FROM parties WHERE party_id = $1 FOR UPDATE", id.rawValue))
    }

    static func membership(of player: PlayerID, _ transaction: PostgresTransaction) async throws -> PartyID? {
        let rows = try await transaction.query(
            "SELECT party_id FROM party_members WHERE player_id = $1", player.rawValue)
        return try rows.first.map { PartyID(try $0.decode("party_id")) }
    }

    /// Whether the player and somebody in the party have blocked one another.
    static func isUnwanted(
        _ player: PlayerID, in party: Party, _ transaction: PostgresTransaction
    ) async throws -> Bool {
        let members = party.members.map(\.playerID.rawValue)
        let rows = try await transaction.query(
            """
            SELECT 1 FROM blocks WHERE player_id = $1 AND blocked_id = ANY ($2::text[])
            UNION ALL
            SELECT 1 FROM blocks WHERE player_id = ANY ($2::text[]) AND blocked_id = $1
            LIMIT 1
            """, player.rawValue, members)
        return !rows.isEmpty
    }

    static func now(_ transaction: PostgresTransaction) async throws -> Timestamp {
        Timestamp(milliseconds: try await transaction.query("SELECT \(ShardStore.now) AS now")[0].decode("now"))
    }

    static func insert(_ player: PlayerID, _ party: PartyID, _ transaction: PostgresTransaction) {
        transaction.enqueue(
            "INSERT INTO party_members (player_id, party_id) VALUES ($1, $2)", player.rawValue, party.rawValue)
    }

    static func update(_ party: Party, _ transaction: PostgresTransaction) throws {
        transaction.enqueue(
            "UPDATE parties SET revision = $2, body = $3, changed_at = now() WHERE party_id = $1",
            party.partyID.rawValue,
            party.revision, try StoredJSON.text(party))
    }
}
