import Contracts
import Duel
import Logging
import Threads

/// Match servers in this process while something else is done.
enum ServersAlongside {
    static func run(
        _ count: Int, gateway: String, key: String?, _ body: @escaping @Sendable () async throws -> Int32
    ) async throws -> Int32 {
        guard count > 0, let key else { return try await body() }
        var logger = Logger(label: "play")
        logger.logLevel = .warning
        var random = SystemRandomNumberGenerator()
        let servers = (0..<count).map { _ in
            var configuration = DuelServerConfiguration(
                gateway: gateway, serverKey: key, username: "server-\(RandomText.base32(length: 10, using: &random))",
                password: RandomText.base32(length: 24, using: &random))
            configuration.ports = [0, 0, 0, 0]
            configuration.throwLimit = .seconds(30)
            configuration.temporary = true
            return DuelServer(configuration, logger: logger)
        }
        // Not children: they must outlive a cancelled body for as long as it takes to revoke their offers.
        let running = servers.map { server in Task { try await server.run() } }
        let result: Result<Int32, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        for server in servers { server.stop() }
        for task in running { try await task.value }
        return try result.get()
    }
}
