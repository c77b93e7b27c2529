import Contracts

/// What a gateway remembers of sessions, for a few seconds, and never longer than it hears from auth.
///
/// A session that was just answered for is believed for ``lifetime``, as long as auth's beat arrives: the beat says that
/// every revocation before it has been sent. Three seconds without one, or a new connection to the broker, and the cache is
/// empty: then auth is asked each time, and a gateway that can't ask answers 503.
public struct SessionCache: Sendable {
    public typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var session: Session
        var at: Instant
    }

    private struct Revocation {
        var event: SessionsRevoked
        var at: Instant

        func covers(_ session: Session) -> Bool {
            if let listed = event.sessions { return listed.contains(session.id) }
            return session.account.playerID == event.playerID && session.id != event.except
        }
    }

    public static let silence = Duration.seconds(3)
    public static let memory = Duration.seconds(10)

    public let lifetime: Duration
    private var entries: [SessionID: Entry] = [:]
    private var byPlayer: [PlayerID: Set<SessionID>] = [:]
    private var revocations: [Revocation] = []
    private var lastBeat: Instant?

    public init(lifetime: Duration = .seconds(5)) { self.lifetime = lifetime }

    public var count: Int { entries.count }

    /// The session, when it need not be asked for.
    public mutating func session(_ id: SessionID, at now: Instant) -> Session? {
        guard let lastBeat, now - lastBeat < Self.silence else {
            forgetAll()
            return nil
        }
        guard let entry = entries[id] else { return nil }
        guard now - entry.at < lifetime else {
            forget(id)
            return nil
        }
        return entry.session
    }

    /// Auth has said that the session is alive, asked at `askedAt`. False when it was revoked since it was asked: a slow
    /// answer that is true no more.
    public mutating func answered(_ session: Session, askedAt: Instant, at now: Instant) -> Bool {
        revocations.removeAll { now - $0.at > Self.memory }
        if revocations.contains(where: { $0.at >= askedAt && $0.covers(session) }) { return false }
        if let lastBeat, now - lastBeat < Self.silence {
            entries[session.id] = Entry(session: session, at: askedAt)
            byPlayer[session.account.playerID, default: []].insert(session.id)
        }
        return true
    }

    /// Sessions have been revoked.
    public mutating func revoked(_ event: SessionsRevoked, at now: Instant) {
        revocations.removeAll { now - $0.at > Self.memory }
        let revocation = Revocation(event: event, at: now)
        revocations.append(revocation)
        for id in byPlayer[event.playerID] ?? [] {
            if let entry = entries[id], revocation.covers(entry.session) { forget(id) }
        }
    }

    /// Auth's beat has arrived.
    public mutating func beat(at now: Instant) {
        if let lastBeat, now - lastBeat >= Self.silence { forgetAll() }
        lastBeat = now
    }

    /// The connection to the broker was lost or is new: a revocation may have been missed.
    public mutating func disconnected() {
        lastBeat = nil
        forgetAll()
    }

    /// Drops what is too old to be believed.
    public mutating func sweep(at now: Instant) {
        for (id, entry) in entries where now - entry.at >= lifetime { forget(id) }
    }

    private mutating func forget(_ id: SessionID) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        let player = entry.session.account.playerID
        byPlayer[player]?.remove(id)
        if byPlayer[player]?.isEmpty == true { byPlayer[player] = nil }
    }

    private mutating func forgetAll() {
        entries.removeAll()
        byPlayer.removeAll()
    }
}
