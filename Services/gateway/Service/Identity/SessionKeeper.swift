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
    /// - Throws: `Problem` 503 when auth can't be asked, a `Refusal` that is `unavailable` when auth itself can't tell.
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
            guard let session = try Self.session(in: reply) else { return nil }
            if cache.answered(session, askedAt: askedAt, at: .now) { return session }
            // Revoked since it was asked for: the answer may be older than the revocation, so ask once more.
        }
        return nil
    }

    /// Only a session that auth says is dead is that: without its database auth knows of none, and nobody may be signed out
    /// by it.
    private static func session(in reply: CheckSession.Reply) throws(Refusal) -> Session? {
        switch reply {
        case .success(let session): return session
        case .refused(let refusal) where refusal.code == .badCredentials: return nil
        case .refused(let refusal) where refusal.code == .unavailable: throw refusal
        case .refused: throw Refusal(.unavailable, "sessions can't be checked right now", retryAfterSeconds: 1)
        }
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
