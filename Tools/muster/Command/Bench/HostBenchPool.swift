import Contracts
import HostPoolCore
import HostsService
import Logging
import Redis

/// A pool of hosts in a numbered database of the stack's Redis that nobody else uses. What was in it is removed before
/// and after.
struct HostBenchPool: Sendable {
    let redis: RedisClient
    let store: HostStore

    /// Registers so many hosts with one slot each, and gives them to `body`. Their lives are longer than the measurement.
    static func with<Result: Sendable>(
        hosts: Int, database: Int, of url: String, _ body: @Sendable (HostBenchPool) async throws -> Result
    ) async throws -> Result {
        var configuration = try RedisConfiguration(url: url, commandTimeout: .seconds(30))
        guard configuration.database != database else {
            throw BenchFailure(description: "database \(database) of \(configuration.host) is the stack's own")
        }
        configuration.database = database
        var quiet = Logger(label: "bench")
        quiet.logLevel = .error
        let redis = RedisClient(configuration, logger: quiet)
        let mark = "muster:bench"
        let size = try await redis.send("DBSIZE").requireInt()
        let isOurs = try await redis.send("EXISTS", mark).requireInt() == 1
        guard size == 0 || isOurs else {
            await redis.close()
            throw BenchFailure(
                description: "database \(database) of \(configuration.host) is not empty, nor the bench's")
        }
        let rules = HostPoolRules(
            keyLifetime: .seconds(600), reservation: .seconds(600), sessionSilence: .seconds(600))
        let result: Swift.Result<Result, any Error>
        do {
            try await redis.send("FLUSHDB")
            try await redis.send("SET", mark, "1")
            let pool = HostBenchPool(redis: redis, store: HostStore(redis, rules: rules, logger: quiet))
            try await pool.fill(hosts)
            result = .success(try await body(pool))
        } catch {
            result = .failure(error)
        }
        try await redis.send("FLUSHDB")
        await redis.close()
        return try result.get()
    }

    private func fill(_ hosts: Int) async throws {
        let store = store
        try await Self.spread(hosts) { number in
            try await store.heartbeat(
                HeartbeatHost(
                    hostID: HostID("bench-\(number)"), roomID: "room-\(number)", region: nil, status: nil,
                    capacity: nil, publicIP: nil, gameInfo: nil, address: "192.0.2.1"))
        }
    }

    /// Hosts with a free slot.
    func free() async throws -> Int { try await redis.send("SCARD", "muster:hosts:free").requireInt() }

    /// Does something so often, by 256 tasks at a time.
    static func spread(_ count: Int, _ work: @escaping @Sendable (Int) async throws -> Void) async throws {
        let tasks = min(256, count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for number in stride(from: task, to: count, by: tasks) { try await work(number) }
                }
            }
            try await group.waitForAll()
        }
    }
}
