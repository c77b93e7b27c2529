import AccountsCore
import Contracts
import Cryptography
import Messaging
import Postgres

/// Sessions, by the digest of their token.
struct SessionStore: Sendable {
    let life: SessionLife

    /// The digest that an id stands for; `nil` for a text that no token gives.
    static func digest(_ id: SessionID) -> [UInt8]? {
        guard let bytes = Base64URL.decode(id.rawValue), bytes.count == 32 else { return nil }
        return bytes
    }

    /// A session with what its life is judged by.
    struct Stored: Sendable {
        let session: Session
        let verdict: SessionLife.Verdict
    }

    static func selection(_ digest: [UInt8]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT \(StoredUser.columns), \(Timestamp.sql("sessions.started_at")) AS started_ms,
                \(Timestamp.sql("sessions.last_used_at")) AS last_used_ms, \(Timestamp.sql("now()")) AS now_ms
            FROM sessions JOIN users USING (player_id) WHERE sessions.token_digest = $1
            """, digest)
    }

    /// Reads a row of ``selection(_:)`` or ``removal(_:)``.
    func read(_ row: PostgresRow, id: SessionID) throws(PostgresError) -> Stored {
        let startedAt: Timestamp = try row.decode("started_ms")
        let session = Session(
            id: id, account: try StoredUser(row).account, expiresAt: life.end(startedAt: startedAt),
            startedAt: startedAt)
        let verdict = life.judge(
            startedAt: startedAt, lastUsedAt: try row.decode("last_used_ms"), at: try row.decode("now_ms"))
        return Stored(session: session, verdict: verdict)
    }

    /// Writes down that a session was used; of several at once one does.
    func touch(_ digest: [UInt8]) -> PostgresStatement {
        PostgresStatement(
            """
            UPDATE sessions SET last_used_at = now()
            WHERE token_digest = $1 AND last_used_at <= now() - $2::interval
            """, digest, life.touchInterval)
    }

    /// Grants a session to a user whose password is still the one that was verified; no row otherwise.
    ///
    /// The user's row stays locked, so that whoever changes the password or deletes the user sees this session and ends it.
    static func grant(_ digest: [UInt8], to user: StoredUser) -> PostgresStatement {
        PostgresStatement(
            """
            WITH owner AS (
                SELECT player_id FROM users WHERE player_id = $2 AND credential = $3 AND deleted_at IS NULL FOR SHARE)
            INSERT INTO sessions (token_digest, player_id) SELECT $1, player_id FROM owner
            RETURNING \(Timestamp.sql("started_at")) AS started_ms
            """, digest, user.account.playerID, user.credential)
    }

    /// Removes a session and tells what it was.
    static func removal(_ digest: [UInt8]) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM sessions USING users WHERE sessions.token_digest = $1 AND users.player_id = sessions.player_id
            RETURNING \(StoredUser.columns), \(Timestamp.sql("sessions.started_at")) AS started_ms,
                \(Timestamp.sql("sessions.last_used_at")) AS last_used_ms, \(Timestamp.sql("now()")) AS now_ms
            """, digest)
    }

    /// Removes all of a user's sessions but one, and tells their digests.
    static func removal(of playerID: PlayerID, except kept: [UInt8]?) -> PostgresStatement {
        PostgresStatement(
            """
            DELETE FROM sessions WHERE player_id = $1 AND token_digest IS DISTINCT FROM $2::bytea
            RETURNING token_digest
            """, playerID, kept)
    }

    /// Forgets the dead.
    func expiry() -> PostgresStatement {
        PostgresStatement(
            "DELETE FROM sessions WHERE last_used_at < now() - $1::interval OR started_at < now() - $2::interval",
            life.idle, life.absolute)
    }
}
