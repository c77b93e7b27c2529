import AccountsCore
import Contracts
import Cryptography
import Postgres
import TestKit
import Testing

@testable import AuthService

@Suite("Signing in", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct SignInLiveTests {
    @Test("A session is granted, checked, ended, and dead from then on")
    func sessions() async throws {
        try await AuthFixture.with { auth in
            let account = try await auth.register("magda")
            let granted = try await auth.logIn("MAGDA").get()
            #expect(granted.session.account == account)
            #expect(granted.session.id.rawValue == Base64URL.encode(Digest.sha256(Array(granted.token.utf8))))
            #expect(Base64URL.decode(granted.token)?.count == 32)
            let checked = try await auth.handlers.check(CheckSession(session: granted.session.id)).get()
            #expect(checked == granted.session)
            let life = granted.session.expiresAt - account.createdAt
            #expect(life > .seconds(12 * 3600 - 1) && life < .seconds(12 * 3600 + 60))

            #expect(try await auth.handlers.logOut(LogOut(session: granted.session.id)) == .success(Done()))
            #expect(
                try await auth.handlers.check(CheckSession(session: granted.session.id)).refusalCode == .badCredentials)
            #expect(try await auth.handlers.logOut(LogOut(session: granted.session.id)).refusalCode == .badCredentials)
            #expect(try await auth.events() == [SessionStarted.type, SessionsRevoked.type])
        }
    }

    @Test("The token itself is stored nowhere")
    func tokenIsNotStored() async throws {
        try await AuthFixture.with { auth in
            _ = try await auth.register("magda")
            let token = try await auth.logIn("magda").get().token
            let rows = try await auth.pool.query(
                """
                SELECT count(*) AS found FROM
                    (SELECT s::text AS text FROM sessions s UNION ALL SELECT o::text FROM outbox o) AS everything
                WHERE position($1 IN text) > 0 OR position(encode($1::bytea, 'hex') IN text) > 0
                """, token)
            #expect(try rows[0].decode("found", as: Int.self) == 0)
        }
    }

    @Test("Texts that are no session are refused like dead sessions", arguments: ["", "x", "\0", "é", "AAAA"])
    func nonsense(id: String) async throws {
        try await AuthFixture.with { auth in
            let checked = try await auth.handlers.check(CheckSession(session: SessionID(id)))
            let loggedOut = try await auth.handlers.logOut(LogOut(session: SessionID(id)))
            #expect(checked.refusalCode == .badCredentials && loggedOut.refusalCode == .badCredentials)
        }
    }

    @Test("Idle and old sessions are dead, and housekeeping forgets them")
    func expiry() async throws {
        try await AuthFixture.with { auth in
            _ = try await auth.register("magda")
            let idle = try await auth.logIn("magda").get().session
            let old = try await auth.logIn("magda").get().session
            let alive = try await auth.logIn("magda").get().session
            try await auth.age(idle.id, started: "31 minutes", used: "31 minutes")
            try await auth.age(old.id, started: "12 hours 1 second", used: "0")
            try await auth.age(alive.id, started: "11 hours", used: "29 minutes")
            #expect(try await auth.handlers.check(CheckSession(session: idle.id)).refusalCode == .badCredentials)
            #expect(try await auth.handlers.check(CheckSession(session: old.id)).refusalCode == .badCredentials)
            #expect(try await auth.handlers.logOut(LogOut(session: idle.id)).refusalCode == .badCredentials)
            #expect(try await auth.handlers.check(CheckSession(session: alive.id)).refusalCode == nil)
            try await Housekeeping(pool: auth.pool, rules: AuthFixture.quickRules).sweep()
            #expect(try await auth.pool.first("SELECT count(*) FROM sessions")?.decode(0, as: Int.self) == 1)
        }
    }

    @Test("Use is written down once a minute, not at every check")
    func touch() async throws {
        try await AuthFixture.with { auth in
            _ = try await auth.register("magda")
            let session = try await auth.logIn("magda").get().session
            let granted = try await auth.lastUse()
            _ = try await auth.handlers.check(CheckSession(session: session.id))
            #expect(try await auth.lastUse() == granted)
            try await auth.age(session.id, started: "2 minutes", used: "61 seconds")
            _ = try await auth.handlers.check(CheckSession(session: session.id))
            #expect(try await auth.lastUse() >= granted)
        }
    }

    @Test("After five failures of one name from one address the sixth is throttled, even with the right password")
    func throttledByName() async throws {
        try await AuthFixture.with { one in
            try await AuthFixture.open(one.configuration) { two in
                _ = try await one.register("magda")
                for number in 0..<5 {
                    let reply = try await (number % 2 == 0 ? one : two).logIn("Magda", password: "wrong-password")
                    #expect(reply.refusalCode == .badCredentials)
                }
                let reply = try await two.logIn("magda")
                guard case .refused(let refusal) = reply else {
                    Issue.record("\(reply)")
                    return
                }
                #expect(refusal.code == .throttled)
                #expect((1...60).contains(refusal.retryAfterSeconds ?? 0))
                #expect(try await one.logIn("magda", trusted: true).refusalCode == .throttled)
                #expect(try await one.logIn("magda", address: "192.0.2.2").refusalCode == nil)
                try await one.pool.execute("UPDATE sign_in_failures SET failed_at = failed_at - interval '1 minute'")
                #expect(try await one.logIn("magda").refusalCode == nil)
            }
        }
    }

    @Test("After twenty failures an address is throttled for every name, unless it is trusted")
    func throttledByAddress() async throws {
        try await AuthFixture.with { auth in
            _ = try await auth.register("magda")
            for number in 0..<20 {
                #expect(try await auth.logIn("nobody\(number)").refusalCode == .badCredentials)
            }
            #expect(try await auth.logIn("magda").refusalCode == .throttled)
            #expect(try await auth.logIn("magda", trusted: true).refusalCode == nil)
        }
    }

    @Test("Of a hundred guesses at once no more than the first few are answered at all")
    func burst() async throws {
        try await AuthFixture.with { auth in
            _ = try await auth.register("magda")
            let replies = try await withThrowingTaskGroup(of: LogIn.Reply.self) { group in
                for number in 0..<100 { group.addTask { try await auth.logIn("magda", password: "guess-\(number)-x") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(replies.allSatisfy { $0.refusalCode != nil })
            // Once the storm is over the right password is refused as well.
            #expect(try await auth.logIn("magda").refusalCode == .throttled)
        }
    }

    @Test("More passwords than can be hashed in time are refused as unavailable")
    func crowd() async throws {
        var rules = AuthFixture.quickRules
        rules.hashCost = PasswordHasher.Cost()
        rules.hashConcurrency = 1
        rules.hashQueueLimit = 2
        try await AuthFixture.with(rules: rules) { auth in
            _ = try await auth.register("magda")
            let codes = try await withThrowingTaskGroup(of: Refusal.Code?.self) { group in
                for _ in 0..<30 { group.addTask { try await auth.logIn("magda", trusted: true).refusalCode } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.contains(nil))
            #expect(codes.contains(.unavailable))
            #expect(codes.allSatisfy { $0 == nil || $0 == .unavailable })
        }
    }

    @Test("A hash made at a lower cost is replaced at the next sign-in, and only then")
    func rehash() async throws {
        try await AuthFixture.with { cheap in
            _ = try await cheap.register("magda")
            let before = try await cheap.hash()
            _ = try await cheap.logIn("magda").get()
            #expect(try await cheap.hash() == before)
            var rules = AuthFixture.quickRules
            rules.hashCost.operations = 2
            try await AuthFixture.open(cheap.configuration, rules: rules) { dear in
                _ = try await dear.logIn("magda").get()
                let after = try await dear.hash()
                #expect(after != before)
                #expect(after.contains("t=2"))
                #expect(try await dear.logIn("magda").refusalCode == nil)
            }
        }
    }

    @Test("Unknown names and wrong passwords take the same time")
    func timing() async throws {
        var rules = AuthFixture.quickRules
        rules.hashCost = PasswordHasher.Cost()
        rules.throttle = SignInThrottle(perName: 1000, perAddress: 1000)
        try await AuthFixture.with(rules: rules) { auth in
            _ = try await auth.register("magda")
            var known: [Duration] = []
            var unknown: [Duration] = []
            var impossible: [Duration] = []
            for _ in 0..<25 {
                known.append(try await auth.timeOfFailure("magda"))
                unknown.append(try await auth.timeOfFailure("nobody"))
                impossible.append(try await auth.timeOfFailure("no such name!"))
            }
            // Medians, generously: without the decoy's hash an unknown name is answered in a tenth of the time.
            let medians = [known, unknown, impossible].map { $0.sorted()[$0.count / 2] }
            #expect(medians.min()! * 3 > medians.max()! * 2, "\(medians)")
        }
    }
}

extension AuthFixture {
    fileprivate func age(_ id: SessionID, started: String, used: String) async throws {
        try await pool.execute(
            """
            UPDATE sessions SET started_at = now() - $2::interval, last_used_at = now() - $3::interval
            WHERE token_digest = $1
            """, SessionStore.digest(id), started, used)
    }

    fileprivate func lastUse() async throws -> String {
        try await pool.first("SELECT last_used_at::text FROM sessions")?.decode(0) ?? "none"
    }

    fileprivate func hash() async throws -> String {
        try await pool.first("SELECT password_hash FROM users")?.decode(0) ?? "none"
    }

    fileprivate func timeOfFailure(_ name: String) async throws -> Duration {
        let start = ContinuousClock.now
        let reply = try await logIn(name, password: "wrong-password")
        let took = ContinuousClock.now - start
        #expect(reply.refusalCode == .badCredentials)
        return took
    }
}
