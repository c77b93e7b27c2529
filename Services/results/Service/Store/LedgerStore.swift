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
            PostgresStatement(lock ? LedgerRow.match + " FOR UPDATE" : LedgerRow.match, [matchID]),
            PostgresStatement(LedgerRow.players, [matchID]),
            PostgresStatement(
                "SELECT outcome, custom FROM disputed_reports WHERE match_id = $1 ORDER BY number", matchID),
            PostgresStatement("SELECT \(Timestamp.sql("clock_timestamp()")) AS now_ms"),
        ])
        guard let match = rows[0].first else { return nil }
        var disputes: [Claim] = []
        for row in rows[2] {
            disputes.append(Claim(placements: try row.decodeJSON("outcome"), custom: try LedgerRow.custom(row)))
        }
        let ledger = try LedgerRow.ledger(match, Array(rows[1]), disputes: disputes)
        return Loaded(ledger: ledger, now: try rows[3][0].decode("now_ms"))
    }

    /// Matches as clients see them, in the given order; those that aren't known are left out.
    static func records(
        of matches: [MatchID], in session: some PostgresSession
    ) async throws(PostgresError) -> [MatchRecord] {
        let rows = try await session.batch([
            PostgresStatement(LedgerRow.match, matches), PostgresStatement(LedgerRow.players, matches),
        ])
        var players: [MatchID: [PostgresRow]] = [:]
        for row in rows[1] { players[try row.decode("match_id"), default: []].append(row) }
        var records: [MatchID: MatchRecord] = [:]
        for row in rows[0] {
            let matchID: MatchID = try row.decode("match_id")
            records[matchID] = try LedgerRow.ledger(row, players[matchID] ?? [], disputes: []).record
        }
        return matches.compactMap { records[$0] }
    }
}
