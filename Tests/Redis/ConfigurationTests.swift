import Testing

@testable import Redis

@Suite("Settings and wire form")
struct ConfigurationTests {
    @Test("A URL gives host, port, user, password and database")
    func full() throws {
        let configuration = try RedisConfiguration(url: "redis://anna:s%40crt@cache.example:7000/3")
        #expect(configuration.host == "cache.example")
        #expect(configuration.port == 7000)
        #expect(configuration.user == "anna")
        #expect(configuration.password == "s@crt")
        #expect(configuration.database == 3)
    }

    @Test("What a URL leaves out has its usual value")
    func short() throws {
        let configuration = try RedisConfiguration(url: "redis://[::1]/")
        #expect(configuration.host == "::1")
        #expect(configuration.port == 6379)
        #expect(configuration.user == nil)
        #expect(configuration.password == nil)
        #expect(configuration.database == 0)
        #expect(try RedisConfiguration(url: "redis://:pw@h").user == nil)
        #expect(try RedisConfiguration(url: "redis://:pw@h").password == "pw")
    }

    @Test(
        "Another text is refused without being repeated",
        arguments: [
            "", "host:6379", "http://h", "rediss://h", "redis://", "redis://h/x", "redis://h/-1", "redis://h?a=secret",
        ])
    func refused(_ url: String) {
        let error = #expect(throws: RedisError.self) { try RedisConfiguration(url: url) }
        #expect(error?.kind == .misuse)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("A command is an array of byte strings")
    func wire() {
        let command = RedisCommand(["SET", "ü", 12, [UInt8]([0, 13, 10])])
        let expected = Array("*4\r\n$3\r\nSET\r\n$2\r\nü\r\n$2\r\n12\r\n$3\r\n".utf8) + [0, 13, 10, 13, 10]
        #expect(command.bytes == expected)
    }
}
