import Contracts
import Cryptography
import HTTPServer
import Logging
import Messaging
import RulesCore

/// Tells whether a token opens a session: from the cache while auth's beat is heard, else by asking auth. Fails closed.
actor SessionKeeper {
    private let rpc: RPCClient
    private let deadline: Duration
    private var cache = SessionCache()
    private var listeners: [@Sendable (SessionsRevoked) async -> Void] = []

    init(rpc: RPCClient, deadline: Duration) {
        self.rpc = rpc
        self.deadline = deadline
    }

    /// The session that a token opens; `nil` when it is dead or never was.
    ///
    /// - Throws: `Problem` 503 when auth can't be asked.
    func session(token: String) async throws -> Session? {
        guard (20...200).contains(token.utf8.count) else { return nil }
        let id = SessionID(token: token)
        if let session = cache.session(id, at: .now) { return session }
        for _ in 0..<2 {
            let askedAt = ContinuousClock.now
            let reply: CheckSession.Reply
            do { reply = try await rpc.call(CheckSession(session: id), deadline: deadline) } catch {
                throw Backend.problem(error, service: "auth")
            }
            guard case .success(let session) = reply else { return nil }
            if cache.answered(session, askedAt: askedAt, at: .now) { return session }
            // Revoked since it was asked for: the answer may be older than the revocation, so ask once more.
        }
        return nil
    }

    /// Calls `listener` for every revocation.
    func onRevocation(_ listener: @escaping @Sendable (SessionsRevoked) async -> Void) { listeners.append(listener) }

    func revoked(_ event: SessionsRevoked) async {
        cache.revoked(event, at: .now)
        for listener in listeners { await listener(event) }
    }

    /// The session is dead: known here before auth's event comes.
    func ended(_ session: Session) async {
        await revoked(SessionsRevoked(playerID: session.account.playerID, sessions: [session.id], endsTicket: true))
    }

    func beat() { cache.beat(at: .now) }

    /// The link to the broker is lost or new.
    func disconnected() { cache.disconnected() }

    func sweep() { cache.sweep(at: .now) }
}

extension SessionID {
    /// The SHA-256 of the token's text, base64url, as auth stores it.
    init(token: String) { self.init(Base64URL.encode(Digest.sha256(Array(token.utf8)))) }
}
