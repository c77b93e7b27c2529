import AccountsCore
import Contracts
import Cryptography
import Messaging
import Postgres

/// Failures to sign in, shared by all replicas.
struct FailureStore: Sendable {
    let throttle: SignInThrottle

    /// Who failed, and from where.
    struct Attempt: Sendable {
        /// A digest of what the failures are counted for.
        let subject: [UInt8]
        let address: String

        /// An attempt to sign in; any text may have been given as a name.
        init(username: String, address: String) {
            subject = Digest.sha256(Array("name \(username.lowercased())".utf8))
            self.address = address
        }

        /// A wrong password of somebody signed in; counted apart, wherever it comes from.
        init(playerID: PlayerID) {
            subject = Digest.sha256(Array("player \(playerID)".utf8))
            address = "session"
        }
    }

    /// Selects what ``decide(_:addressIsTrusted:)`` reads.
    func recent(_ attempt: Attempt) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT \(Timestamp.sql("clock_timestamp()")) AS now_ms,
                ARRAY(
                    SELECT \(Timestamp.sql("failed_at")) FROM sign_in_failures
                    WHERE subject = $1 AND address = $2 AND failed_at > now() - $3::interval
                    ORDER BY failed_at DESC LIMIT $4) AS of_name,
                ARRAY(
                    SELECT \(Timestamp.sql("failed_at")) FROM sign_in_failures
                    WHERE address = $2 AND failed_at > now() - $3::interval
                    ORDER BY failed_at DESC LIMIT $5) AS of_address
            """, attempt.subject, attempt.address, throttle.window, throttle.perName, throttle.perAddress)
    }

    func insertion(_ attempt: Attempt) -> PostgresStatement {
        PostgresStatement(
            "INSERT INTO sign_in_failures (subject, address) VALUES ($1, $2)", attempt.subject, attempt.address)
    }

    /// The refusal that ``recent(_:)`` calls for; `nil` when the attempt may be made.
    func refusal(_ rows: PostgresRows, addressIsTrusted: Bool) throws(PostgresError) -> Refusal? {
        guard let row = rows.first else { return nil }
        let failures = SignInThrottle.Failures(
            ofName: try row.decode("of_name", as: [Int64].self).map(Timestamp.init(milliseconds:)),
            ofAddress: try row.decode("of_address", as: [Int64].self).map(Timestamp.init(milliseconds:)))
        switch throttle.decide(failures, addressIsTrusted: addressIsTrusted, at: try row.decode("now_ms")) {
        case .allowed: return nil
        case .throttled(let seconds): return SignInAnswers.throttled(retryAfterSeconds: seconds)
        }
    }

    /// Forgets what no longer counts.
    func expiry() -> PostgresStatement {
        PostgresStatement("DELETE FROM sign_in_failures WHERE failed_at < now() - $1::interval", throttle.window * 2)
    }
}
