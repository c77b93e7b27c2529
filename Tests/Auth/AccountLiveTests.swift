import AccountsCore
import Contracts
import Postgres
import ServiceKit
import TestKit
import Testing

@testable import AuthService

@Suite("Accounts", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct AccountLiveTests {
    @Test("A player registers, and the name is taken from then on, whatever its case")
    func register() async throws {
        try await AuthFixture.with { auth in
            let account = try await auth.register("Magda")
            #expect(account.playerID.rawValue.hasPrefix("p") && account.playerID.rawValue.count == 21)
            #expect(!account.isServerUser && !account.isOperator)
            let again = try await auth.handlers.register(
                RegisterUser(username: "mAGDA", password: AuthFixture.password, serverUser: ""))
            #expect(again.refusalCode == .nameTaken)
        }
    }

    @Test("Only the server key makes a server user")
    func serverUser() async throws {
        try await AuthFixture.with { auth in
            #expect(try await auth.register("server-1", serverUser: AuthFixture.serverKey).isServerUser)
            for wrong in ["the-server-kez", "the-server-ke", "x"] {
                let reply = try await auth.handlers.register(
                    RegisterUser(username: "server-2", password: AuthFixture.password, serverUser: wrong))
                #expect(reply.refusalCode == .forbidden)
            }
        }
        var rules = AuthFixture.quickRules
        rules.serverKey = nil
        try await AuthFixture.with(rules: rules) { auth in
            let reply = try await auth.handlers.register(
                RegisterUser(username: "server-3", password: AuthFixture.password, serverUser: ""))
            #expect(reply.refusalCode == nil)
            let refused = try await auth.handlers.register(
                RegisterUser(username: "server-4", password: AuthFixture.password, serverUser: "any"))
            #expect(refused.refusalCode == .forbidden)
        }
    }

    @Test("An operator is made with the same rules of names and passwords, and refused in plain words")
    func operators() async throws {
        try await AuthFixture.with { auth in
            let cost = AuthFixture.quickRules.hashCost
            let account = try await OperatorCommand.create(
                "root-op", password: AuthFixture.password, in: auth.pool, cost: cost)
            #expect(account.isOperator && !account.isServerUser)
            let granted = try await auth.logIn("ROOT-OP").get()
            #expect(granted.session.account == account)
            let taken = await #expect(throws: CommandRefused.self) {
                try await OperatorCommand.create("Root-Op", password: AuthFixture.password, in: auth.pool, cost: cost)
            }
            #expect(taken?.description == "no operator was made: the name is taken")
            let weak = await #expect(throws: CommandRefused.self) {
                try await OperatorCommand.create("other-op", password: "password", in: auth.pool, cost: cost)
            }
            #expect(weak?.description == "no operator was made: password is one of the commonest passwords")
        }
    }

    @Test("Of twenty who take one name at once on two replicas, one gets it")
    func race() async throws {
        try await AuthFixture.with { one in
            try await AuthFixture.open(one.configuration) { two in
                let replies = try await withThrowingTaskGroup(of: RegisterUser.Reply.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            try await (number % 2 == 0 ? one : two).handlers.register(
                                RegisterUser(username: "magda", password: AuthFixture.password, serverUser: nil))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(replies.filter { $0.refusalCode == nil }.count == 1)
                #expect(replies.filter { $0.refusalCode == .nameTaken }.count == 19)
            }
        }
    }

    @Test("Deletion needs the password, ends all sessions, keeps the id, frees the name and is told")
    func deletion() async throws {
        try await AuthFixture.with { auth in
            let account = try await auth.register("magda")
            let session = try await auth.logIn("magda").get().session
            let wrong = try await auth.handlers.delete(
                DeleteUser(playerID: account.playerID, password: "wrong-password"))
            #expect(wrong.refusalCode == .forbidden)
            #expect(try await auth.handlers.check(CheckSession(session: session.id)).refusalCode == nil)

            let right = try await auth.handlers.delete(
                DeleteUser(playerID: account.playerID, password: AuthFixture.password))
            #expect(right == .success(Done()))
            #expect(try await auth.handlers.check(CheckSession(session: session.id)).refusalCode == .badCredentials)
            #expect(try await auth.logIn("magda").refusalCode == .badCredentials)
            let found = try await auth.handlers.find(FindAccounts(usernames: ["magda"], playerIDs: [account.playerID]))
            #expect(found.map(\.username) == ["deleted-user"])
            #expect(found.map(\.playerID) == [account.playerID])
            #expect(try await auth.events() == [SessionStarted.type, SessionsRevoked.type, UserDeleted.type])
            let successor = try await auth.register("Magda")
            #expect(successor.playerID != account.playerID)
            let again = try await auth.handlers.delete(
                DeleteUser(playerID: account.playerID, password: AuthFixture.password))
            #expect(again.refusalCode == .badCredentials)
        }
    }

    @Test("What is told of a log-out says when it was: after its session's beginning, before the next one's")
    func logOutMoment() async throws {
        try await AuthFixture.with { auth in
            _ = try await auth.register("magda")
            let session = try await auth.logIn("magda").get().session
            #expect(try await auth.handlers.logOut(LogOut(session: session.id)) == .success(Done()))
            let next = try await auth.logIn("magda").get().session
            let row = try await auth.pool.first("SELECT data FROM outbox WHERE type = $1", SessionsRevoked.type)
            let event: SessionsRevoked = try #require(row).decodeJSON("data")
            let revokedAt = try #require(event.revokedAt)
            #expect(try #require(session.startedAt) <= revokedAt)
            #expect(try #require(next.startedAt) >= revokedAt)
            let checked = try await auth.handlers.check(CheckSession(session: next.id)).get()
            #expect(checked.startedAt == next.startedAt)
        }
    }

    @Test("A new password ends the other sessions, names them, and leaves the ticket alone")
    func changePassword() async throws {
        try await AuthFixture.with { auth in
            let account = try await auth.register("magda")
            let kept = try await auth.logIn("magda").get().session
            let other = try await auth.logIn("magda").get().session
            let new = "brisk-otter-41"
            func change(_ old: String, to new: String) async throws -> Refusal.Code? {
                try await auth.handlers.changePassword(
                    ChangePassword(playerID: account.playerID, password: old, newPassword: new, keep: kept.id)
                ).refusalCode
            }
            #expect(try await change("wrong-password", to: new) == .forbidden)
            #expect(try await change(AuthFixture.password, to: "short") == .invalid)
            #expect(try await change(AuthFixture.password, to: new) == nil)
            #expect(try await auth.handlers.check(CheckSession(session: kept.id)).refusalCode == nil)
            #expect(try await auth.handlers.check(CheckSession(session: other.id)).refusalCode == .badCredentials)
            #expect(try await auth.logIn("magda").refusalCode == .badCredentials)
            #expect(try await auth.logIn("magda", password: new).refusalCode == nil)
            let row = try await auth.pool.first("SELECT data FROM outbox WHERE type = $1", SessionsRevoked.type)
            let event: SessionsRevoked = try #require(row).decodeJSON("data")
            #expect(event == SessionsRevoked(playerID: account.playerID, sessions: [other.id], endsTicket: false))
        }
    }

    @Test("A sign-in waits for a change of password that is being committed, and then counts as made with the old one")
    func changeAgainstSignIn() async throws {
        try await AuthFixture.with { auth in
            let account = try await auth.register("magda")
            try await withThrowingTaskGroup(of: LogIn.Reply.self) { group in
                try await auth.pool.withTransaction { transaction in
                    try await transaction.execute(
                        "UPDATE users SET credential = credential + 1 WHERE player_id = $1", account.playerID)
                    group.addTask { try await auth.logIn("magda") }
                    try await eventually("the sign-in waits for the user's row") {
                        let row = try await auth.pool.first(
                            """
                            SELECT count(*) FROM pg_stat_activity
                            WHERE datname = current_database() AND wait_event_type = 'Lock'
                            """)
                        return try row?.decode(0, as: Int.self) == 1
                    }
                }
                for try await reply in group { #expect(reply.refusalCode == .badCredentials) }
            }
            #expect(try await auth.pool.first("SELECT count(*) FROM sessions")?.decode(0, as: Int.self) == 0)
        }
    }

    @Test("Accounts are found by names in any case and by ids; what there isn't is left out")
    func find() async throws {
        try await AuthFixture.with { auth in
            let magda = try await auth.register("magda")
            let juri = try await auth.register("juri")
            let found = try await auth.handlers.find(
                FindAccounts(usernames: ["MAGDA", "nobody", "no name\0"], playerIDs: [juri.playerID, PlayerID("pno")]))
            #expect(Set(found) == [magda, juri])
        }
    }

    @Test("Migrations may run twice, at once and again")
    func migrations() async throws {
        try await TestDatabase.with { database in
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await Migrator(service: "auth", migrations: AuthMigrations.all)
                            .migrate(database.configuration).count
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(applied == AuthMigrations.all.count)
        }
    }
}
