import Postgres

/// Forgets what no longer counts, a few thousand rows at a time, so that nobody waits long for a lock.
struct Housekeeping: Sendable {
    let pool: PostgresPool

    static let rowsAtOnce = 5000

    /// Tables with the rows that go. What is locked is left for the next time.
    private static let sweeps = [
        ("commands", "created_at < now() - interval '1 h'"),  // a retry comes within seconds
        ("idempotency_keys", "claimed_at < now() - interval '24 h'"),
        (
            "player_state",
            """
            ticket_id IS NULL AND match_id IS NULL AND changed_at < now() - interval '20 min'
                AND (cool_down IS NULL OR changed_at < now() - interval '1 day')
            """
        ),
        (
            "parties",
            """
            changed_at < now() - interval '1 day' AND NOT EXISTS (SELECT FROM party_members m
                JOIN player_state s USING (player_id)
                WHERE m.party_id = parties.party_id AND (s.ticket_id IS NOT NULL OR s.match_id IS NOT NULL))
            """
        ),
        ("servers", "match_id IS NULL AND expires < now() - interval '1 min'"),
        ("server_calls", "called_at < now() - interval '1 day'"),
        ("match_fetches", "NOT EXISTS (SELECT FROM matches m WHERE m.match_id = match_fetches.match_id)"),
        ("workers", "alive_until < now() - interval '1 h'"),
    ]

    /// Gives back how many rows went.
    @discardableResult
    func sweep() async throws(PostgresError) -> Int {
        var gone = 0
        for (table, condition) in Self.sweeps { gone += try await sweep(table, condition) }
        return gone
    }

    private func sweep(_ table: String, _ condition: String) async throws(PostgresError) -> Int {
        var gone = 0
        while true {
            let count = try await pool.execute(
                """
                DELETE FROM \(table) WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM \(table) WHERE \(condition) LIMIT $1 FOR UPDATE SKIP LOCKED))
                """, Self.rowsAtOnce)
            gone += count
            guard count == Self.rowsAtOnce else { return gone }
        }
    }
}
