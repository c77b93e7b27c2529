import Contracts
import Postgres

/// Players' own matches.
struct HistoryDesk: Sendable {
    let pool: PostgresPool

    /// The most matches that a page has: with the longest `custom` it is under a megabyte.
    static let pageLimit = 50

    private static let snapshot = PostgresTransactionOptions(isolation: .repeatableRead, isReadOnly: true)

    func page(_ request: ListMatches) async throws -> ListMatches.Page {
        let limit = min(max(request.limit, 1), Self.pageLimit)
        return try await pool.withTransaction(Self.snapshot, retry: .idempotent(attempts: 3)) { transaction in
            let found = try await matches(request, limit: limit + 1, in: transaction)
            let page = Array(found.prefix(limit))
            let records = try await LedgerStore.records(of: page, in: transaction)
            return ListMatches.Page(
                matches: try await DeletedPlayers.hide(in: records, transaction),
                next: found.count > limit ? page.last : nil)
        }
    }

    /// Newest first, matches of one moment by their ids.
    private func matches(
        _ request: ListMatches, limit: Int, in transaction: PostgresTransaction
    ) async throws -> [MatchID] {
        let rows: PostgresRows
        if let before = request.before {
            let place = try await transaction.first(
                "SELECT FROM match_players WHERE player_id = $1 AND match_id = $2", request.playerID, before)
            guard place != nil else {
                throw Refusal(
                    .invalid, "before is no match of this player", errors: [.init("before", "is no match of yours")])
            }
            rows = try await transaction.query(
                """
                SELECT match_id FROM match_players WHERE player_id = $1 AND (created_at, match_id) < (
                    SELECT created_at, match_id FROM match_players WHERE player_id = $1 AND match_id = $2)
                ORDER BY created_at DESC, match_id DESC LIMIT $3
                """, request.playerID, before, limit)
        } else {
            rows = try await transaction.query(
                """
                SELECT match_id FROM match_players WHERE player_id = $1
                ORDER BY created_at DESC, match_id DESC LIMIT $2
                """, request.playerID, limit)
        }
        return try rows.map { try $0.decode("match_id") }
    }
}
