import AMQP
import Contracts
import Foundation
import Messaging
import ModesCore
import Postgres
import TestKit

@testable import QueueService

/// A database, a virtual host and mode files for tests of whole replicas.
///
/// `duel`, `duo` and `blitz` (a duel without a ready check) are of one group, `joust` of another, on another shard.
struct QueueStage: Sendable {
    let database: PostgresConfiguration
    let broker: AMQPConfiguration
    let modes: URL
    /// Settings beside those that every replica has.
    var settings: [String: String] = [:]

    static let cookieKey = "a key for tests alone"
    static let game = "stage"

    /// On the servers that are there anyway.
    static func with(_ body: @escaping @Sendable (QueueStage) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            try await TestVirtualHost.with { host in
                try await with(database.configuration, host.configuration, body)
            }
        }
    }

    /// On servers of the test's own.
    static func with(
        _ database: PostgresConfiguration, _ broker: AMQPConfiguration,
        _ body: @escaping @Sendable (QueueStage) async throws -> Void
    ) async throws {
        let modes = FileManager.default.temporaryDirectory.appending(path: "muster-modes-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: modes, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: modes) }  // what is left is in the system's temporary folder
        for (name, text) in files { try Data(text.utf8).write(to: modes.appending(path: "\(name).json")) }
        _ = try await Migrator(service: "queue", migrations: QueueMigrations.all).migrate(database)
        try await TopologyAdministrator(broker).apply(.muster)
        try await body(QueueStage(database: database, broker: broker, modes: modes))
    }

    private static let files: [(String, String)] = [
        file("duel", "default", players: 1), file("duo", "default", players: 2),
        file("blitz", "default", players: 1, asks: false), file("joust", "far", players: 1),
    ]

    private static func file(_ name: String, _ group: String, players: Int, asks: Bool = true) -> (String, String) {
        let team = #""minPlayers":\#(players),"maxPlayers":\#(players)"#
        return (
            name,
            """
            {"mode":"\(name)","group":"\(group)","acceptanceRequired":\(asks),"ruleSet":{"ruleLanguageVersion":"1.0",
            "teams":[{"name":"red",\(team)},{"name":"blue",\(team)}]}}
            """
        )
    }

    static let near = Shard(game: game, group: "default")
    static let far = Shard(game: game, group: "far")

    var environment: [String: String] {
        [
            "MUSTER_QUEUE_DATABASE_URL": database.url,
            "MUSTER_AMQP_URL":
                "amqp://\(broker.user):\(broker.password)@\(broker.host):\(broker.port)/\(broker.virtualHost == "/" ? "%2f" : broker.virtualHost)",
            "MUSTER_MODES": modes.path, "MUSTER_GAME": Self.game, "MUSTER_COOKIE_KEY": Self.cookieKey,
            "MUSTER_QUEUE_DATABASE_CONNECTIONS": "3", "MUSTER_QUEUE_SHARD_CONNECTIONS": "2",
        ].merging(settings) { $1 }
    }

    /// Runs a gateway's end, and whatever else, while `body` runs.
    func run(
        _ replicas: [QueueReplica] = [], _ body: @escaping @Sendable (QueueClient) async throws -> Void
    ) async throws {
        let client = QueueClient(self)
        try await withServices(client.services + replicas.map(\.group)) {
            try await client.connected()
            for replica in replicas {
                try await eventually("the replica is ready") { await replica.readiness.report().status == .ready }
            }
            try await body(client)
        }
        await client.pool.close()
    }
}
