import AccountsCore
import Contracts
import Cryptography
import Logging
import Messaging
import Postgres

/// Grants sessions: A1.
///
/// An unknown name takes the same way as a wrong password, statement by statement and hash by hash, so that neither the
/// answer nor the time tells which names there are.
struct SignInDesk: Sendable {
    let pool: PostgresPool
    let users: UserStore
    let failures: FailureStore
    let sessions: SessionStore
    let hasher: PasswordHasher
    /// The hash of a password that nobody knows, for names that nobody has.
    let decoy: String
    let outbox: Outbox
    let logger: Logger

    func logIn(_ request: LogIn) async throws -> LogIn.Granted {
        let attempt = FailureStore.Attempt(username: request.username, address: request.address)
        let rows = try await pool.batch(
            [failures.recent(attempt), UserStore.byName(Username(request.username))], retry: .readOnly)
        if let refusal = try failures.refusal(rows[0], addressIsTrusted: request.addressIsTrusted) { throw refusal }
        let user = try rows[1].first.map { row in try StoredUser(row) }

        let isRight = try await hasher.verify(request.password, against: user?.passwordHash ?? decoy)
        guard let user, isRight else {
            throw try await note(attempt, addressIsTrusted: request.addressIsTrusted)
        }
        // Looked at again: of many guesses sent at once, a right one that comes behind five wrong ones learns nothing.
        let since = try await pool.batch([failures.recent(attempt)], retry: .readOnly)[0]
        if let refusal = try failures.refusal(since, addressIsTrusted: request.addressIsTrusted) { throw refusal }
        let granted = try await grant(to: user)
        await rehashIfDue(user, password: request.password)
        return granted
    }

    /// Writes a failure down, and gives the answer to it.
    private func note(_ attempt: FailureStore.Attempt, addressIsTrusted: Bool) async throws -> Refusal {
        let rows = try await pool.batch([failures.recent(attempt), failures.insertion(attempt)])
        return try failures.refusal(rows[0], addressIsTrusted: addressIsTrusted) ?? SignInAnswers.badCredentials
    }

    private func grant(to user: StoredUser) async throws -> LogIn.Granted {
        let token = SecureRandom.token()
        let digest = Digest.sha256(Array(token.utf8))
        let startedAt: Contracts.Timestamp? = try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) {
            transaction in
            guard let row = try await transaction.query(SessionStore.grant(digest, to: user)).first else { return nil }
            try outbox.append(SessionStarted(playerID: user.account.playerID), to: transaction)
            return try row.decode("started_ms")
        }
        // The password was changed, or the user deleted, while it was being verified.
        guard let startedAt else { throw SignInAnswers.badCredentials }
        outbox.wake(user.account.playerID.rawValue)
        let session = Session(
            id: SessionID(Base64URL.encode(digest)), account: user.account,
            expiresAt: sessions.life.end(startedAt: startedAt), startedAt: startedAt)
        return LogIn.Granted(session: session, token: token)
    }

    /// The one moment at which a password is at hand to be hashed at today's cost. Its failure harms nobody.
    private func rehashIfDue(_ user: StoredUser, password: String) async {
        guard let old = user.passwordHash, hasher.needsRehash(old) else { return }
        do {
            let hash = try await hasher.hash(password)
            try await users.rehash(user.account.playerID, credential: user.credential, passwordHash: hash)
        } catch {
            logger.info("a password was not hashed anew", metadata: ["error": "\(error)"])
        }
    }
}
