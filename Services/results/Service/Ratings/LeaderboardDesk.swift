import Contracts
import Postgres
import RatingsCore

/// Pages of leaderboards, each read from one moment.
package struct LeaderboardDesk: Sendable {
    let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// The most entries that a page has.
    static let pageLimit = 100

    private static let snapshot = PostgresTransactionOptions(isolation: .repeatableRead, isReadOnly: true)

    package func page(_ request: GetLeaderboard) async throws -> Leaderboard {
        let limit = min(max(request.limit, 1), Self.pageLimit)
        let cursor = try request.after.map { text throws(Refusal) in
            guard let cursor = LeaderboardCursor(text: text) else { throw Self.noCursor }
            return cursor
        }
        return try await pool.withTransaction(Self.snapshot, retry: .idempotent(attempts: 3)) { transaction in
            guard let season = try await Season.find(request.season, in: transaction) else {
                throw Refusal(.notFound, "no such season")
            }
            if let cursor, cursor.season != season.number, request.season != nil { throw Self.noCursor }
            let board = LeaderboardStore(mode: request.mode, season: cursor?.season ?? season.number)
            let rows = try await rows(of: board, request, limit: limit, after: cursor, in: transaction)
            let entries = try await board.ranked(Array(rows.prefix(limit)), in: transaction)
            let next = rows.count > limit ? rows[limit - 1].cursor(season: board.season).text : nil
            var name = season.name
            if board.season != season.number { name = try await board.seasonName(in: transaction) }
            let isKnown = try await rows.isEmpty ? board.isKnown(in: transaction) : true
            return Leaderboard(mode: request.mode, season: name, entries: entries, next: next, isKnown: isKnown)
        }
    }

    /// The rows of the page, and one more when there are some behind it.
    private func rows(
        of board: LeaderboardStore, _ request: GetLeaderboard, limit: Int, after cursor: LeaderboardCursor?,
        in transaction: PostgresTransaction
    ) async throws -> [LeaderboardStore.Row] {
        guard let player = request.around else {
            return try await board.below(cursor, limit: limit + 1, in: transaction)
        }
        guard let own = try await board.row(of: player, in: transaction) else { return [] }
        let place = own.cursor(season: board.season)
        let above = try await board.above(place, limit: (limit - 1) / 2, in: transaction)
        return above + [own] + (try await board.below(place, limit: limit - above.count, in: transaction))
    }

    private static let noCursor = Refusal(
        .invalid, "after is not the next of a page of this leaderboard",
        errors: [.init("after", "is not the next of a page of this leaderboard")])
}
