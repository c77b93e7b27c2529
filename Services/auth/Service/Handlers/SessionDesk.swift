import AccountsCore
import Contracts
import Messaging
import Postgres

/// Tells whether sessions are alive, and ends them: A2.
struct SessionDesk: Sendable {
    let pool: PostgresPool
    let sessions: SessionStore
    let outbox: Outbox

    func check(_ request: CheckSession) async throws -> Session {
        guard let digest = SessionStore.digest(request.session) else { throw SignInAnswers.deadSession }
        let row = try await pool.batch([SessionStore.selection(digest)], retry: .readOnly)[0].first
        guard let row else { throw SignInAnswers.deadSession }
        let stored = try sessions.read(row, id: request.session)
        switch stored.verdict {
        case .dead: throw SignInAnswers.deadSession
        case .touch: try await pool.query(sessions.touch(digest))
        case .alive: break
        }
        return stored.session
    }

    func logOut(_ request: LogOut) async throws -> Done {
        guard let digest = SessionStore.digest(request.session) else { throw SignInAnswers.deadSession }
        let playerID: PlayerID? = try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) { transaction in
            guard let row = try await transaction.query(SessionStore.removal(digest)).first else { return nil }
            let stored = try sessions.read(row, id: request.session)
            guard stored.verdict != .dead else { return nil }
            try outbox.append(
                SessionsRevoked(
                    playerID: stored.session.account.playerID, sessions: [request.session], endsTicket: true,
                    revokedAt: try row.decode("now_ms")),
                to: transaction)
            return stored.session.account.playerID
        }
        guard let playerID else { throw SignInAnswers.deadSession }
        outbox.wake(playerID.rawValue)
        return Done()
    }
}
