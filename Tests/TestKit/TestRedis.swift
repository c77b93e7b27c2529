import Redis
import Threads

/// A numbered database of the shared Redis that belongs to one test at a time.
public struct TestRedis: Sendable {
    private static let free = Locked(Array(1..<16))

    /// Where it is.
    public let configuration: RedisConfiguration

    /// Waits for a free number, empties its database, and gives it to `body`. Other processes must not use the server.
    public static func with<Result: Sendable>(
        _ body: @Sendable (TestRedis, RedisClient) async throws -> Result
    ) async throws -> Result {
        let number = Locked<Int?>(nil)
        try await eventually("a Redis database is free", within: .seconds(60)) {
            let taken = free.withLock { $0.popLast() }
            number.withLock { $0 = taken }
            return taken != nil
        }
        let taken = number.withLock { $0 } ?? 0
        defer { free.withLock { $0.append(taken) } }
        var configuration = try RedisConfiguration.patient(url: LiveServers.redisURL)
        configuration.database = taken
        let client = RedisClient(configuration)
        try await client.send("FLUSHDB")
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(TestRedis(configuration: configuration), client))
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }
}

extension RedisConfiguration {
    /// For tests, which share their processor with everything else that is being built and tested.
    public static func patient(url: String) throws(RedisError) -> RedisConfiguration {
        try RedisConfiguration(url: url, connectTimeout: .seconds(30), commandTimeout: .seconds(30))
    }
}
