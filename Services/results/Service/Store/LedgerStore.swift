import Contracts
import IntakeCore
import Messaging
import Postgres

/// Ledgers of matches: read as a whole, written by what has changed.
enum LedgerStore {
    /// Ledgers as they are stored, and the database's clock.
    struct Loaded {
        var ledgers: [MatchID: MatchLedger]
        var now: Timestamp
    }

    /// Reads ledgers of different matches; those of matches that aren't known are missing. With `lock` nobody else can change
    /// them until the end of the transaction; they are locked in the order of their ids, so that no two wait for each other.
    static func load(
        _ matches: [MatchID], lock: Bool, in session: some PostgresSession
    ) async throws(PostgresError) -> Loaded {
        // Each statement sees what was committed before it began: those after the lock see what the last holder wrote.
        let rows = try await session.batch([
            PostgresStatement(lock ? LedgerRow.match + " ORDER BY match_id FOR UPDATE" : LedgerRow.match, matches),
            PostgresStatement(LedgerRow.players, matches),
            PostgresStatement(
                """
                SELECT match_id, outcome, custom FROM disputed_reports WHERE match_id = ANY ($1::text[])
                ORDER BY match_id, number
                """, matches),
            PostgresStatement("SELECT \(Timestamp.sql("clock_timestamp()")) AS now_ms"),
        ])
        let players = try byMatch(rows[1])
        var disputes: [MatchID: [Claim]] = [:]
        for row in rows[2] {
            disputes[try row.decode("match_id"), default: []].append(
                Claim(placements: try row.decodeJSON("outcome"), custom: try LedgerRow.custom(row)))
        }
        var ledgers: [MatchID: MatchLedger] = [:]
        for row in rows[0] {
            let matchID: MatchID = try row.decode("match_id")
            ledgers[matchID] = try LedgerRow.ledger(
                row, players[matchID] ?? [], disputes: disputes[matchID] ?? [])
        }
        return Loaded(ledgers: ledgers, now: try rows[3][0].decode("now_ms"))
    }

    /// Matches as clients see them, in the given order; those that aren't known are left out.
    static func records(
        of matches: [MatchID], in session: some PostgresSession
    ) async throws(PostgresError) -> [MatchRecord] {
        let rows = try await session.batch([
            PostgresStatement(LedgerRow.match, matches), PostgresStatement(LedgerRow.players, matches),
        ])
        let players = try byMatch(rows[1])
        var records: [MatchID: MatchRecord] = [:]
        for row in rows[0] {
            let matchID: MatchID = try row.decode("match_id")
            records[matchID] = try LedgerRow.ledger(row, players[matchID] ?? [], disputes: []).record
        }
        return matches.compactMap { records[$0] }
    }

    private static func byMatch(_ rows: PostgresRows) throws(PostgresError) -> [MatchID: [PostgresRow]] {
        var matches: [MatchID: [PostgresRow]] = [:]
        for row in rows { matches[try row.decode("match_id"), default: []].append(row) }
        return matches
    }
}
