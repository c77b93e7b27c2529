import Contracts
import MatchmakerCore
import Postgres

/// What any replica reads of players, matches and modes.
struct PlayerStore: Sendable {
    let pool: PostgresPool

    struct Present: Sendable {
        var record: PlayerRecord
        var now: Timestamp
    }

    /// A player as the last commit left them.
    func player(_ id: PlayerID) async throws(PostgresError) -> Present {
        let rows = try await pool.batch(
            [
                PostgresStatement("SELECT \(ShardStore.now)"),
                PostgresStatement(
                    "SELECT \(PlayerRow.columns) FROM player_state p WHERE p.player_id = $1", id.rawValue),
            ], retry: .readOnly)
        let now = Timestamp(milliseconds: try rows[0][0].decode(0))
        let record = try rows[1].first.map { row throws(PostgresError) in try PlayerRow.record(row) }
        return Present(record: record ?? PlayerRecord(unknown: id), now: now)
    }

    /// A match that hasn't been closed; `nil` for an unknown one.
    func match(_ id: MatchID) async throws(PostgresError) -> LiveMatch? {
        let rows = try await pool.batch(
            [PostgresStatement("SELECT body FROM matches WHERE match_id = $1", id.rawValue)], retry: .readOnly)
        return try rows[0].first.map { row throws(PostgresError) in try row.decodeJSON("body") }
    }

    /// Forgets block lists and ratings of a player who is gone.
    func forgetProfile(of id: PlayerID) async throws(PostgresError) {
        try await pool.batch(ProfileStore.removal(of: id), retry: .idempotent(attempts: 3))
    }

    func statistics() async throws(PostgresError) -> [ModeName: ModeStatistics] {
        let rows = try await pool.batch(
            [PostgresStatement("SELECT \(ModeStatistics.columns) FROM mode_statistics")],
            retry: .readOnly)
        var statistics: [ModeName: ModeStatistics] = [:]
        for row in rows[0] {
            let one = try ModeStatistics(row)
            statistics[one.mode] = one
        }
        return statistics
    }
}
