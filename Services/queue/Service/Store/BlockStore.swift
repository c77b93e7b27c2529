import Contracts
import Postgres

/// Block lists.
///
/// A change locks the player's row of `player_state` first, as a claim does before it reads the list: so either the ticket is
/// made with the new list, or the change sees on which shard the ticket is.
struct BlockStore: Sendable {
    let pool: PostgresPool

    /// The most that one player can block.
    static let most = 500

    /// As a change has left it.
    struct Changed: Sendable {
        var list: [PlayerID]
        /// Where the player's open ticket or match is.
        var shard: Shard?
    }

    func list(_ player: PlayerID) async throws(PostgresError) -> [PlayerID] {
        try Self.players(try await pool.batch([Self.reading(player)], retry: .readOnly)[0])
    }

    /// `nil` when the list is full.
    func block(_ blocked: PlayerID, by player: PlayerID) async throws -> Changed? {
        try await change(player) { transaction in
            let list = try Self.players(try await transaction.query(Self.reading(player)))
            if list.contains(blocked) { return list }
            guard list.count < Self.most else { return nil }
            transaction.enqueue(
                "INSERT INTO blocks (player_id, blocked_id) VALUES ($1, $2)", player.rawValue, blocked.rawValue)
            return list + [blocked]
        }
    }

    /// `nil` when there was nothing to remove.
    func unblock(_ blocked: PlayerID, by player: PlayerID) async throws -> Changed? {
        try await change(player) { transaction in
            let list = try Self.players(try await transaction.query(Self.reading(player)))
            guard list.contains(blocked) else { return nil }
            transaction.enqueue(
                "DELETE FROM blocks WHERE player_id = $1 AND blocked_id = $2", player.rawValue, blocked.rawValue)
            return list.filter { $0 != blocked }
        }
    }

    private func change(
        _ player: PlayerID, _ body: @escaping @Sendable (PostgresTransaction) async throws -> [PlayerID]?
    ) async throws -> Changed? {
        try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) { transaction in
            transaction.enqueue(
                "INSERT INTO player_state (player_id) VALUES ($1) ON CONFLICT DO NOTHING", player.rawValue)
            let rows = try await transaction.query(
                "SELECT shard FROM player_state WHERE player_id = $1 FOR NO KEY UPDATE", player.rawValue)
            let shard = try rows.first?.decode("shard", as: Int?.self).flatMap { Shard($0) }
            return try await body(transaction).map { Changed(list: $0, shard: shard) }
        }
    }

    private static func reading(_ player: PlayerID) -> PostgresStatement {
        PostgresStatement(
            "SELECT blocked_id FROM blocks WHERE player_id = $1 ORDER BY created_at, blocked_id", player.rawValue)
    }

    private static func players(_ rows: PostgresRows) throws(PostgresError) -> [PlayerID] {
        var players: [PlayerID] = []
        for row in rows { players.append(PlayerID(try row.decode("blocked_id"))) }
        return players
    }
}
