import Contracts
import Postgres

/// Keys by which requests are carried out once, and their answers given again.
struct IdempotencyStore: Sendable {
    let pool: PostgresPool

    func claim(_ request: ClaimIdempotencyKey) async throws(PostgresError) -> ClaimIdempotencyKey.Reply {
        // Whoever claimed a key and died leaves it without an answer: after a minute somebody else may try.
        let rows = try await pool.batch([
            PostgresStatement(
                """
                INSERT INTO idempotency_keys AS k (player_id, route, key, body_hash) VALUES ($1, $2, $3, $4)
                ON CONFLICT (player_id, route, key) DO UPDATE
                    SET claimed_at = now(), body_hash = excluded.body_hash, status = NULL, content_type = NULL, body = NULL
                    WHERE k.claimed_at < now() - interval '24 h'
                        OR (k.status IS NULL AND k.body_hash = excluded.body_hash
                            AND k.claimed_at < now() - interval '60 s')
                RETURNING k.key
                """, request.playerID.rawValue, request.route, request.key, request.bodyHash),
            PostgresStatement(
                """
                SELECT body_hash, status, content_type, body FROM idempotency_keys
                WHERE player_id = $1 AND route = $2 AND key = $3
                """, request.playerID.rawValue, request.route, request.key),
        ])
        if !rows[0].isEmpty { return .claimed }
        guard let row = rows[1].first else { return .inFlight }  // freed a moment ago
        guard try row.decode("body_hash", as: String.self) == request.bodyHash else { return .mismatch }
        guard let status = try row.decode("status", as: Int?.self) else { return .inFlight }
        return .answered(
            StoredAnswer(
                status: status, contentType: try row.decode("content_type"), body: try row.decode("body")))
    }

    func finish(_ request: FinishIdempotencyKey) async throws(PostgresError) {
        let key = (request.playerID.rawValue, request.route, request.key)
        if let answer = request.answer {
            try await pool.execute(
                """
                UPDATE idempotency_keys SET status = $4, content_type = $5, body = $6
                WHERE player_id = $1 AND route = $2 AND key = $3
                """, key.0, key.1, key.2, answer.status, answer.contentType, answer.body)
        } else {
            try await pool.execute(
                "DELETE FROM idempotency_keys WHERE player_id = $1 AND route = $2 AND key = $3 AND status IS NULL",
                key.0,
                key.1, key.2)
        }
    }
}
