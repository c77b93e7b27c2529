import AccountsCore
import Contracts
import Cryptography
import Logging
import Messaging
import Postgres
import TestKit
import Testing

@testable import AuthService

/// Auth's handlers over a database of a test's own.
struct AuthFixture: Sendable {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    let outbox: Outbox
    let handlers: AuthHandlers

    static let password = "vk3-hollow-oak"
    static let serverKey = "the-server-key"

    /// Rules with a cheap hash, so that tests about anything else are quick.
    static var quickRules: AuthRules {
        var rules = AuthRules()
        rules.serverKey = serverKey
        rules.hashCost = PasswordHasher.Cost(operations: 1, memoryKiB: 64)
        return rules
    }

    static func with<Result: Sendable>(
        rules: AuthRules = quickRules, _ body: @Sendable (AuthFixture) async throws -> Result
    ) async throws -> Result {
        try await TestDatabase.with { database in
            _ = try await Migrator(service: "auth", migrations: AuthMigrations.all).migrate(database.configuration)
            return try await open(database.configuration, rules: rules, body)
        }
    }

    /// Another replica over the same database.
    static func open<Result: Sendable>(
        _ configuration: PostgresConfiguration, rules: AuthRules = quickRules,
        _ body: @Sendable (AuthFixture) async throws -> Result
    ) async throws -> Result {
        // What is tested is who comes first, not how quick the machine is.
        var patient = configuration
        patient.acquireTimeout = .seconds(30)
        let pool = PostgresPool(patient)
        let outbox = Outbox()
        let handlers = try await AuthHandlers(
            pool: pool, outbox: outbox, rules: rules, logger: Logger(label: "muster.tests"))
        let fixture = AuthFixture(configuration: configuration, pool: pool, outbox: outbox, handlers: handlers)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
        await pool.close()
        return try result.get()
    }

    func register(_ name: String, serverUser: String? = nil) async throws -> Account {
        try await handlers.register(
            RegisterUser(username: name, password: Self.password, serverUser: serverUser)
        ).get()
    }

    func logIn(
        _ name: String, password: String = password, address: String = "192.0.2.1", trusted: Bool = false
    ) async throws -> LogIn.Reply {
        try await handlers.logIn(
            LogIn(username: name, password: password, address: address, addressIsTrusted: trusted))
    }

    /// The types of the events that were committed, in order.
    func events() async throws -> [String] {
        var types: [String] = []
        for row in try await pool.query("SELECT type FROM outbox ORDER BY id") { types.append(try row.decode("type")) }
        return types
    }
}

extension Outcome {
    /// The refusal's code, `nil` for success.
    var refusalCode: Refusal.Code? {
        if case .refused(let refusal) = self { refusal.code } else { nil }
    }
}
