import Contracts
import RulesCore
import Testing

@Suite struct SessionCacheTests {
    let start = ContinuousClock.now
    let player = PlayerID("p1")

    func session(_ id: String) -> Session {
        Session(
            id: SessionID(id),
            account: Account(
                playerID: player, username: "ann", isServerUser: false, isOperator: false,
                createdAt: Timestamp(milliseconds: 0)),
            expiresAt: Timestamp(milliseconds: 1))
    }

    func beating() -> SessionCache {
        var cache = SessionCache()
        cache.beat(at: start)
        return cache
    }

    @Test("An answered session is believed until its lifetime ends") func believed() {
        var cache = beating()
        #expect(cache.answered(session("a"), askedAt: start, at: start) == true)
        for second in 1...4 { cache.beat(at: start + .seconds(second)) }
        #expect(cache.session(SessionID("a"), at: start + .seconds(4)) != nil)
        #expect(cache.session(SessionID("a"), at: start + .seconds(5)) == nil)
    }

    @Test("Without a beat for three seconds nothing is believed") func silence() {
        var cache = beating()
        #expect(cache.answered(session("a"), askedAt: start, at: start) == true)
        #expect(cache.session(SessionID("a"), at: start + .milliseconds(2999)) != nil)
        #expect(cache.session(SessionID("a"), at: start + .seconds(3)) == nil)
        cache.beat(at: start + .seconds(3))
        #expect(cache.session(SessionID("a"), at: start + .seconds(3)) == nil)
    }

    @Test("Nothing is believed before the first beat") func noBeat() {
        var cache = SessionCache()
        #expect(cache.answered(session("a"), askedAt: start, at: start) == true)
        #expect(cache.session(SessionID("a"), at: start) == nil)
    }

    @Test("A revocation ends the sessions it lists, and no others") func listed() {
        var cache = beating()
        #expect(cache.answered(session("a"), askedAt: start, at: start) == true)
        #expect(cache.answered(session("b"), askedAt: start, at: start) == true)
        cache.revoked(SessionsRevoked(playerID: player, sessions: [SessionID("a")], endsTicket: true), at: start)
        #expect(cache.session(SessionID("a"), at: start) == nil)
        #expect(cache.session(SessionID("b"), at: start) != nil)
    }

    @Test("A revocation of all of a player's sessions spares the one that stays") func all() {
        var cache = beating()
        #expect(cache.answered(session("a"), askedAt: start, at: start) == true)
        #expect(cache.answered(session("b"), askedAt: start, at: start) == true)
        cache.revoked(
            SessionsRevoked(playerID: player, sessions: nil, except: SessionID("b"), endsTicket: false), at: start)
        #expect(cache.session(SessionID("a"), at: start) == nil)
        #expect(cache.session(SessionID("b"), at: start) != nil)
    }

    @Test("A slow answer to a question older than the revocation is not believed, a newer question's is") func slow() {
        var cache = beating()
        cache.revoked(SessionsRevoked(playerID: player, sessions: nil, endsTicket: true), at: start + .seconds(1))
        #expect(cache.answered(session("a"), askedAt: start, at: start + .seconds(2)) == false)
        #expect(cache.session(SessionID("a"), at: start + .seconds(2)) == nil)
        #expect(cache.answered(session("c"), askedAt: start + .milliseconds(1500), at: start + .seconds(2)) == true)
    }

    @Test("A new connection to the broker empties the cache") func reconnect() {
        var cache = beating()
        #expect(cache.answered(session("a"), askedAt: start, at: start) == true)
        cache.disconnected()
        cache.beat(at: start)
        #expect(cache.session(SessionID("a"), at: start) == nil)
        #expect(cache.count == 0)
    }
}
