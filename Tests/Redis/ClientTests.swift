import Redis
import TestKit
import Testing

@Suite("The client", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct ClientTests {
    @Test("Every kind of answer is told apart")
    func answers() async throws {
        try await TestRedis.with { _, client in
            let bytes: [UInt8] = [0, 13, 10, 255]
            #expect(try await client.send("SET", "key", bytes) == .status("OK"))
            #expect(try await client.send("GET", "key").bytes == bytes)
            #expect(try await client.send("GET", "none").isNull)
            #expect(try await client.send("GET", "none").string == nil)
            #expect(try await client.send("INCRBY", "n", 41).int == 41)
            #expect(try await client.send("GET", "n").int == 41)
            let nested = try await client.send("EVAL", "return {1, {'a', false}, {err = 'E x'}, {ok = 'fine'}}", 0)
            #expect(
                nested
                    == .array([
                        .integer(1), .array([.bytes(Array("a".utf8)), .null]), .error("E x"), .status("fine"),
                    ]))
            let error = await #expect(throws: RedisError.self) { try await client.send("INCR", "key") }
            #expect(error?.kind == .server)
            #expect(error?.code == "ERR")
        }
    }

    @Test("Many tasks at once get each its own answer")
    func pipelining() async throws {
        try await TestRedis.with { _, client in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<2000 {
                    group.addTask { try await client.send("ECHO", number).int == number }
                }
                for try await isOwn in group { #expect(isOwn) }
            }
        }
    }

    @Test("An answer larger than every buffer comes whole")
    func large() async throws {
        try await TestRedis.with { _, client in
            let bytes = [UInt8](repeating: 7, count: 5_000_000)
            try await client.send("SET", "large", bytes)
            #expect(try await client.send("GET", "large").bytes == bytes)
        }
    }

    @Test("A script runs by its digest, and again after the server has forgotten it")
    func scripts() async throws {
        try await PrivateRedis.with { server in
            let client = RedisClient(try .patient(url: server.url))
            let script = RedisScript("return {KEYS[1], ARGV[1] + 1}")
            let expected: RedisValue = .array([.bytes(Array("k".utf8)), .integer(2)])
            #expect(try await client.run(script, keys: ["k"], arguments: [1]) == expected)
            try await client.send("SCRIPT", "FLUSH")
            #expect(try await client.run(script, keys: ["k"], arguments: [1]) == expected)
            let calls = try await client.send("INFO", "commandstats").requireString()
            #expect(!calls.contains("cmdstat_eval:"))
            let broken = RedisScript("return redis.error_reply('BUSY_HOST taken')")
            let error = await #expect(throws: RedisError.self) { try await client.run(broken) }
            #expect(error?.code == "BUSY_HOST")
            await client.close()
        }
    }

    @Test("Each database number is a room of its own, and a password opens the door")
    func rooms() async throws {
        try await PrivateRedis.with(password: "secret") { server in
            var configuration = try RedisConfiguration.patient(url: server.url)
            let zero = RedisClient(configuration)
            try await zero.send("SET", "a", 1)
            configuration.database = 5
            let five = RedisClient(configuration)
            #expect(try await five.send("GET", "a").isNull)
            configuration.password = "wrong"
            let stranger = RedisClient(configuration)
            let error = await #expect(throws: RedisError.self) { try await stranger.check() }
            #expect(error?.isUnavailable == true)
            #expect(error?.message.contains("WRONGPASS") == true)
            for client in [zero, five, stranger] { await client.close() }
        }
    }
}
