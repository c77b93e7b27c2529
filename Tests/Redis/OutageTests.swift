import Glibc
import Redis
import TestKit
import Testing

@Suite("Outages", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct OutageTests {
    @Test("A killed server makes what is under way unknown, refuses quickly, and is found again by itself")
    func killed() async throws {
        try await PrivateRedis.with { server in
            let client = RedisClient(try .patient(url: server.url))
            try await client.check()
            let waiting = Task { try await client.send(["BLPOP", "nothing", 30], within: .seconds(30)) }
            try await Self.untilBlocked(server)
            try await server.stop()
            let unknown = await #expect(throws: RedisError.self) { try await waiting.value }
            #expect(unknown?.isOutcomeUnknown == true)
            for _ in 0..<20 {
                let start = ContinuousClock.now
                let error = await #expect(throws: RedisError.self) { try await client.send("GET", "a") }
                #expect(error?.isUnavailable == true)
                #expect(start.duration(to: .now) < .milliseconds(500))
            }
            #expect(!client.status.isReady)
            // The very first attempt may still have reached the dying server's listener.
            try await eventually("it says why") { client.status.lastFailure?.contains("refused") == true }
            try await server.start()
            try await eventually("it has reconnected") { client.status.isReady }
            #expect(try await client.send("GET", "a").isNull)
            #expect(client.status.lastFailure == nil)
            await client.close()
        }
    }

    @Test("A frozen server costs a command its deadline, then the connection is given up; thawed it serves again")
    func frozen() async throws {
        try await PrivateRedis.with { server in
            let client = RedisClient(try .patient(url: server.url))
            try await client.check()
            server.signal(SIGSTOP)
            let start = ContinuousClock.now
            let error = await #expect(throws: RedisError.self) {
                try await client.send(["GET", "a"], within: .milliseconds(100))
            }
            #expect(error?.isOutcomeUnknown == true)
            #expect((.milliseconds(100)...(.seconds(1))).contains(start.duration(to: .now)))
            try await eventually("the connection is given up") { !client.status.isReady }
            server.signal(SIGCONT)
            try await eventually("it has reconnected") { client.status.isReady }
            try await client.check()
            await client.close()
        }
    }

    @Test("A connection that the server closes under load answers every command one way or the other")
    func underLoad() async throws {
        try await PrivateRedis.with { server in
            let client = RedisClient(try .patient(url: server.url))
            let other = RedisClient(try .patient(url: server.url))
            try await client.send("SET", "done", 0)
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        var answered = 0
                        for _ in 0..<40 {
                            do throws(RedisError) {
                                try await client.send("INCR", "done")
                                answered += 1
                            } catch {
                                #expect(error.isOutcomeUnknown || error.isUnavailable)
                            }
                        }
                        return answered
                    }
                }
                for _ in 0..<5 { try await other.send("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes") }
                return try await group.reduce(0, +)
            }
            try await eventually("it has reconnected") { client.status.isReady }
            let done = try await client.send("GET", "done").requireInt()
            #expect(answered <= done)
            #expect(done <= 2000)
            await client.close()
            await other.close()
        }
    }

    @Test("A client that is closed refuses, and closing waits for what is under way")
    func closing() async throws {
        try await PrivateRedis.with { server in
            let client = RedisClient(try .patient(url: server.url))
            let slow = Task { try await client.send("BLPOP", "list", 0) }
            try await Self.untilBlocked(server)
            let closing = Task { await client.close() }
            let other = RedisClient(client.configuration)
            try await other.send("LPUSH", "list", "x")
            #expect(try await slow.value.array?.last?.string == "x")
            await closing.value
            await other.close()
            let error = await #expect(throws: RedisError.self) { try await client.check() }
            #expect(error?.isUnavailable == true)
        }
    }

    /// Waits until a command blocks at the server.
    private static func untilBlocked(_ server: PrivateRedis) async throws {
        let observer = RedisClient(try .patient(url: server.url))
        try await eventually("a command blocks") {
            try await observer.send("INFO", "clients").requireString().contains("blocked_clients:1")
        }
        await observer.close()
    }
}
