import Postgres

/// A database that belongs to one test or suite.
public struct TestDatabase: Sendable {
    /// Where it is; the user owns it.
    public let configuration: PostgresConfiguration

    /// Makes an empty database, gives it to `body`, and drops it whatever happens.
    public static func with<Result: Sendable>(
        _ body: @Sendable (TestDatabase) async throws -> Result
    ) async throws -> Result {
        try await with(serverURL: LiveServers.databaseURL, body)
    }

    /// As above, on the server whose superuser connects by `serverURL` (`postgresql://…/database`).
    public static func with<Result: Sendable>(
        serverURL: String, _ body: @Sendable (TestDatabase) async throws -> Result
    ) async throws -> Result {
        let name = "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
        let administrator = PostgresPool(.patient(url: serverURL, poolSize: 1))
        try await administrator.execute("CREATE DATABASE \(name) TEMPLATE template0")
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(TestDatabase(name, serverURL))) } catch { result = .failure(error) }
        try await administrator.execute("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        await administrator.close()
        return try result.get()
    }

    private init(_ name: String, _ serverURL: String) {
        let server = serverURL.prefix { $0 != "?" }
        let end = server.lastIndex(of: "/").map { server[..<$0] } ?? server
        configuration = .patient(url: "\(end)/\(name)", poolSize: 4)
    }
}

extension PostgresConfiguration {
    /// For tests, which share their processor with everything else that is being built and tested.
    public static func patient(url: String, poolSize: Int) -> PostgresConfiguration {
        PostgresConfiguration(
            url: url, applicationName: "muster-tests", poolSize: poolSize, connectTimeout: .seconds(30),
            statementTimeout: .seconds(30), acquireTimeout: .seconds(30))
    }
}
