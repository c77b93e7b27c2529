import Contracts
import Postgres

/// Users that are gone: matches that have ended show them as `deleted-user`, and keep their ids.
enum DeletedPlayers {
    static let shownAs = "deleted-user"

    static func insertion(_ playerID: PlayerID) -> PostgresStatement {
        PostgresStatement("INSERT INTO deleted_players (player_id) VALUES ($1) ON CONFLICT DO NOTHING", playerID)
    }

    /// The matches with the names of those that are gone replaced. One under way keeps its names: they are what its server
    /// reports by.
    static func hide(
        in records: [MatchRecord], _ session: some PostgresSession
    ) async throws(PostgresError) -> [MatchRecord] {
        let players = Set(records.flatMap { $0.players.map(\.playerID) }).sorted()
        let rows = try await session.query(
            "SELECT player_id FROM deleted_players WHERE player_id = ANY ($1::text[])", players)
        var gone: Set<PlayerID> = []
        for row in rows { gone.insert(try row.decode("player_id")) }
        return records.map { record in
            guard record.state != .inProgress else { return record }
            var record = record
            for index in record.players.indices where gone.contains(record.players[index].playerID) {
                record.players[index].nickname = shownAs
            }
            return record
        }
    }
}
