import AccountsCore
import Contracts
import Cryptography
import Messaging
import Postgres

/// Changes and ends accounts, and tells who they are: A3, the password, and look-ups.
struct AccountDesk: Sendable {
    let pool: PostgresPool
    let users: UserStore
    let failures: FailureStore
    let hasher: PasswordHasher
    let rule: PasswordRule
    let outbox: Outbox

    /// More names or ids are not looked up at once.
    static let findLimit = 1000
    /// More sessions than this are told as «all» when they die.
    static let listedSessions = 100

    /// Deletes a user. The id stays known and shows as `deleted-user`; the name is free at once.
    func delete(_ request: DeleteUser) async throws -> Done {
        let user = try await verified(request.playerID, request.password)
        let isGone = try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) { transaction in
            // Sessions granted from now on are refused by the first statement's lock, earlier ones found by the second.
            let changed = try await transaction.execute(
                """
                UPDATE users SET username = NULL, password_hash = NULL, credential = credential + 1, deleted_at = now()
                WHERE player_id = $1 AND credential = $2 AND deleted_at IS NULL
                """, request.playerID, user.credential)
            guard changed == 1 else { return false }
            transaction.enqueue(SessionStore.removal(of: request.playerID, except: nil))
            try outbox.append(
                SessionsRevoked(playerID: request.playerID, sessions: nil, endsTicket: true), to: transaction)
            try outbox.append(UserDeleted(playerID: request.playerID), to: transaction)
            return true
        }
        guard isGone else { throw SignInAnswers.wrongPassword }
        outbox.wake(request.playerID.rawValue)
        return Done()
    }

    func changePassword(_ request: ChangePassword) async throws -> Done {
        if let error = rule.violation(in: request.newPassword, field: "newPassword") {
            throw Refusal(.invalid, errors: [error])
        }
        let user = try await verified(request.playerID, request.password)
        let hash = try await hasher.hash(request.newPassword)
        let isChanged = try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) { transaction in
            let changed = try await transaction.execute(
                """
                UPDATE users SET password_hash = $3, credential = credential + 1
                WHERE player_id = $1 AND credential = $2 AND deleted_at IS NULL
                """, request.playerID, user.credential, hash)
            guard changed == 1 else { return false }
            let rows = try await transaction.query(
                SessionStore.removal(of: request.playerID, except: SessionStore.digest(request.keep)))
            guard let event = try Self.revocation(of: rows, request) else { return true }
            try outbox.append(event, to: transaction)
            return true
        }
        // Somebody else has changed it meanwhile, so the one given is wrong by now.
        guard isChanged else { throw SignInAnswers.wrongPassword }
        outbox.wake(request.playerID.rawValue)
        return Done()
    }

    /// Names those that died, so that a sign-in right afterwards isn't taken for one of them.
    private static func revocation(
        of rows: PostgresRows, _ request: ChangePassword
    ) throws(PostgresError) -> SessionsRevoked? {
        guard !rows.isEmpty else { return nil }
        var ended: [SessionID]? = []
        for row in rows { ended?.append(SessionID(Base64URL.encode(try row.decode("token_digest", as: [UInt8].self)))) }
        if rows.count > listedSessions { ended = nil }
        return SessionsRevoked(
            playerID: request.playerID, sessions: ended, except: ended == nil ? request.keep : nil, endsTicket: false)
    }

    func find(_ request: FindAccounts) async throws -> [Account] {
        let names = request.usernames.prefix(Self.findLimit).compactMap(Username.init)
        return try await users.find(names, Array(request.playerIDs.prefix(Self.findLimit)))
    }

    /// The user, once the password has proved right; throttled per user.
    private func verified(_ playerID: PlayerID, _ password: String) async throws -> StoredUser {
        let attempt = FailureStore.Attempt(playerID: playerID)
        let rows = try await pool.batch([failures.recent(attempt), UserStore.byID(playerID)], retry: .readOnly)
        if let refusal = try failures.refusal(rows[0], addressIsTrusted: true) { throw refusal }
        guard let row = rows[1].first else { throw SignInAnswers.deadSession }
        let user = try StoredUser(row)
        guard let hash = user.passwordHash, try await hasher.verify(password, against: hash) else {
            let rows = try await pool.batch([failures.recent(attempt), failures.insertion(attempt)])
            throw try failures.refusal(rows[0], addressIsTrusted: true) ?? SignInAnswers.wrongPassword
        }
        let since = try await pool.batch([failures.recent(attempt)], retry: .readOnly)[0]
        if let refusal = try failures.refusal(since, addressIsTrusted: true) { throw refusal }
        return user
    }
}
