import AMQP
import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import TestKit
import Testing
import Threads

@testable import AuthService

/// What was heard, in order.
private final class Heard: Sendable {
    private let state = Locked([String]())
    var all: [String] { state.withLock { $0 } }
    func note(_ type: String) { state.withLock { $0.append(type) } }
}

@Suite("Auth over the broker", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct AuthBrokerLiveTests {
    /// The gateway's.
    private static let deadline = Duration.seconds(2)

    @Test("Every request is answered, whichever replica gets it")
    func requests() async throws {
        try await AuthStage.with { stage in
            try await stage.run(["auth-1", "auth-2"]) { _, client in
                let account = try await client.call(
                    RegisterUser(username: "magda", password: AuthFixture.password, serverUser: nil),
                    deadline: Self.deadline
                ).get()
                let logIn = LogIn(
                    username: "magda", password: AuthFixture.password, address: "192.0.2.1", addressIsTrusted: false)
                var sessions: [Session] = []
                for _ in 0..<6 { sessions.append(try await client.call(logIn, deadline: Self.deadline).get().session) }
                for session in sessions {
                    let checked = try await client.call(CheckSession(session: session.id), deadline: Self.deadline)
                        .get()
                    #expect(checked == session)
                }
                let found = try await client.call(FindAccounts(usernames: ["Magda"]), deadline: Self.deadline)
                #expect(found == [account])
                _ = try await client.call(LogOut(session: sessions[0].id), deadline: Self.deadline).get()
                _ = try await client.call(
                    ChangePassword(
                        playerID: account.playerID, password: AuthFixture.password, newPassword: "brisk-otter-41",
                        keep: sessions[1].id), deadline: Self.deadline
                ).get()
                var alive = 0
                for session in sessions {
                    let reply = try await client.call(CheckSession(session: session.id), deadline: Self.deadline)
                    if reply.refusalCode == nil { alive += 1 }
                }
                #expect(alive == 1)
                _ = try await client.call(
                    DeleteUser(playerID: account.playerID, password: "brisk-otter-41"), deadline: Self.deadline
                ).get()
                let again = try await client.call(logIn, deadline: Self.deadline)
                #expect(again.refusalCode == .badCredentials)
            }
        }
    }

    @Test("What becomes of sessions is told in order, and beats go on")
    func events() async throws {
        try await AuthStage.with { stage in
            let (heard, beats) = (Heard(), Heard())
            var handlers = EventHandlers()
            handlers.on(SessionStarted.self) { _, event in heard.note(event.type) }
            handlers.on(SessionsRevoked.self) { _, event in heard.note(event.type) }
            handlers.on(UserDeleted.self) { _, event in heard.note(event.type) }
            handlers.on(SessionBeat.self) { beat, _ in beats.note(beat.replica) }
            let listener = EventListener(stage.host.configuration, handlers: handlers)
            try await stage.run(["auth-1", "auth-2"], hearing: listener) { _, client in
                let account = try await client.call(
                    RegisterUser(username: "magda", password: AuthFixture.password, serverUser: nil),
                    deadline: Self.deadline
                ).get()
                let logIn = LogIn(
                    username: "magda", password: AuthFixture.password, address: "192.0.2.1", addressIsTrusted: false)
                var expected: [String] = []
                for _ in 0..<10 {
                    let session = try await client.call(logIn, deadline: Self.deadline).get().session
                    _ = try await client.call(LogOut(session: session.id), deadline: Self.deadline).get()
                    expected += [SessionStarted.type, SessionsRevoked.type]
                }
                _ = try await client.call(
                    DeleteUser(playerID: account.playerID, password: AuthFixture.password), deadline: Self.deadline
                ).get()
                expected += [SessionsRevoked.type, UserDeleted.type]
                let count = expected.count
                try await eventually("all is heard") { heard.all.count >= count }
                #expect(heard.all == expected)
                try await eventually("both replicas beat") { Set(beats.all) == ["auth-1", "auth-2"] }
            }
        }
    }

    @Test("A replica that stops answers what it has, and the other goes on")
    func drains() async throws {
        try await AuthStage.with { stage in
            try await stage.run(["auth-1", "auth-2"]) { replicas, client in
                _ = try await client.call(
                    RegisterUser(username: "magda", password: AuthFixture.password, serverUser: nil),
                    deadline: Self.deadline
                ).get()
                let logIn = LogIn(
                    username: "magda", password: AuthFixture.password, address: "192.0.2.1", addressIsTrusted: false)
                let answered = Heard()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 {
                        group.addTask {
                            for _ in 0..<50 {
                                _ = try await client.call(logIn, deadline: .seconds(5)).get()
                                answered.note("granted")
                            }
                        }
                    }
                    try await eventually("work is under way") { answered.all.count > 20 }
                    await replicas[0].stop()
                    try await group.waitForAll()
                }
                #expect(answered.all.count == 200)
                #expect(await replicas[1].readiness.report().status == .ready)
            }
        }
    }

    @Test("No beat is sent while a revocation waits to be published")
    func beats() async throws {
        try await AuthFixture.with { auth in
            let posted = Heard()
            let beats = SessionBeats(
                outbox: auth.outbox, pool: auth.pool, replica: "auth-1", logger: Logger(label: "muster.tests"),
                post: { beat in
                    posted.note(beat.replica)
                    return true
                })
            let account = try await auth.register("magda")
            let session = try await auth.logIn("magda").get().session
            // A sign-in makes no cached session wrong.
            #expect(await beats.beat())
            #expect(posted.all == ["auth-1"])
            _ = try await auth.handlers.logOut(LogOut(session: session.id))
            #expect(await !beats.beat())
            #expect(posted.all == ["auth-1"])
            try await auth.pool.execute("UPDATE outbox SET sent_at = now() WHERE subject = $1", account.playerID)
            #expect(await beats.beat())
            #expect(posted.all == ["auth-1", "auth-1"])
        }
    }
}
