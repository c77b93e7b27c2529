import AMQP
import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import TestKit

@testable import AuthService

/// `muster-auth` as it runs in production, within the test's process.
struct AuthReplica: Sendable {
    let group: ServiceGroup
    let readiness: Readiness

    init(_ name: String, _ stage: AuthStage) async throws {
        let readiness = Readiness()
        let logger = Logger(label: "muster.tests")
        let context = ProgramContext(
            service: "auth", instance: name,
            settings: try SettingValues(AuthSettings.all, environment: stage.environment),
            logger: logger, readiness: readiness)
        group = ServiceGroup(services: try await AuthProgram.services(context), logger: logger)
        readiness.started()
        self.readiness = readiness
    }

    /// Stops as on SIGTERM. Returns at once; the group's `run()` ends when it has drained.
    func stop() async { await group.triggerGracefulShutdown() }
}

/// A database and a virtual host for a test of whole replicas.
struct AuthStage: Sendable {
    let database: TestDatabase
    let host: TestVirtualHost

    static func with(_ body: @escaping @Sendable (AuthStage) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            _ = try await Migrator(service: "auth", migrations: AuthMigrations.all).migrate(database.configuration)
            try await TestVirtualHost.with { host in
                try await TopologyAdministrator(host.configuration).apply(.needed(by: "auth"))
                try await body(AuthStage(database: database, host: host))
            }
        }
    }

    var environment: [String: String] {
        [
            "MUSTER_AUTH_DATABASE_URL": database.configuration.url,
            "MUSTER_AMQP_URL": LiveServers.amqpURL + host.name,
            "MUSTER_SERVER_KEY": AuthFixture.serverKey,
            "MUSTER_AUTH_DATABASE_CONNECTIONS": "3",
            "MUSTER_AUTH_HASH_MEMORY_KIB": "64",
            "MUSTER_AUTH_HASH_OPERATIONS": "1",
        ]
    }

    /// Runs replicas and a client until `body` is done.
    func run(
        _ names: [String], hearing listener: EventListener? = nil,
        _ body: @escaping @Sendable ([AuthReplica], RPCClient) async throws -> Void
    ) async throws {
        let client = RPCClient(host.configuration)
        var replicas: [AuthReplica] = []
        for name in names { replicas.append(try await AuthReplica(name, self)) }
        let others: [any Service] = [client] + (listener.map { [$0] } ?? [])
        try await withServices(others + replicas.map(\.group)) { [replicas] in
            try await client.connected(within: .seconds(60))
            try await listener?.connected(within: .seconds(60))
            for replica in replicas {
                try await eventually("the replica is ready") { await replica.readiness.report().status == .ready }
            }
            try await body(replicas, client)
        }
    }
}
