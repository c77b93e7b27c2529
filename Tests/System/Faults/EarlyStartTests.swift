import Foundation
import Glibc
import HTTPClient
import Messaging
import TestKit
import Testing

extension SystemSuite {
    /// Services that start before what they depend on.
    @Suite(.timeLimit(.minutes(5))) struct EarlyStartTests {
        private struct Early: Sendable {
            let name: String
            let process: ServerProcess
            let port: Int

            /// The status of `/healthz` or `/readyz`; 0 while nobody listens.
            func status(_ path: String) async -> Int {
                do {
                    let request = HTTPClientRequest(.get, "http://127.0.0.1:\(port)\(path)", timeout: .seconds(5))
                    return try await WebClient.shared.send(request).status.code
                } catch {
                    return 0
                }
            }
        }

        @Test("Services that start before RabbitMQ, Postgres and Redis wait for them, and then are ready by themselves")
        func noServers() async throws {
            try FileManager.default.createDirectory(at: Self.logs, withIntermediateDirectories: true)
            try await PrivateRabbitMQ.with { broker in
                try await PrivatePostgres.with { postgres in
                    try await PrivateRedis.with { redis in
                        try await TopologyAdministrator(broker.configuration).apply(.muster)
                        try await broker.writeDownQueues()
                        var settings = Self.settings(broker, redis)
                        for service in ["auth", "queue", "results"] {
                            let name = "MUSTER_\(service.uppercased())_DATABASE_URL"
                            settings[name] = try await postgres.makeDatabase(service)
                            try await Self.migrate(service, settings)
                        }
                        try await broker.kill()
                        try await postgres.stop(SIGINT)
                        try await redis.stop()
                        try await Self.with(settings) { services in
                            for service in services {
                                try await eventually("\(service.name) lives, and waits") {
                                    let (health, ready) = (
                                        await service.status("/healthz"), await service.status("/readyz")
                                    )
                                    return health == 200 && ready == 503
                                }
                            }
                            // The slowest first, so that there is a time with each kind of server missing.
                            try await broker.start()
                            try await postgres.start()
                            try await redis.start()
                            for service in services {
                                try await eventually("\(service.name) is ready") {
                                    await service.status("/readyz") == 200
                                }
                                #expect(!service.process.hasEnded, "\(service.name) has ended")
                            }
                        }
                    }
                }
            }
            try FileManager.default.removeItem(at: Self.logs)
        }

        private static func settings(_ broker: PrivateRabbitMQ, _ redis: PrivateRedis) -> [String: String] {
            let amqp = broker.configuration
            return [
                "MUSTER_AMQP_URL": "amqp://\(amqp.user):\(amqp.password)@\(amqp.host):\(amqp.port)/",
                "MUSTER_REDIS_URL": redis.url, "MUSTER_SERVER_KEY": "key",
                "MUSTER_COOKIE_KEY": "0123456789abcdef0123456789abcdef",
                "MUSTER_SIGNALING_URL": "ws://127.0.0.1:1", "MUSTER_MODES": TestStack.modeFiles,
            ]
        }

        private static func words(_ settings: [String: String]) -> [String] { settings.map { "\($0.key)=\($0.value)" } }

        private static func migrate(_ service: String, _ settings: [String: String]) async throws {
            try await ServerProcess.run(
                "/usr/bin/env", words(settings) + [TestStack.executable("muster-\(service)"), "migrate"],
                log: log("migrate-\(service)"))
        }

        /// Starts all five, and ends them whatever happens.
        private static func with(
            _ settings: [String: String], _ body: ([Early]) async throws -> Void
        ) async throws {
            var services: [Early] = []
            for name in ["auth", "queue", "hosts", "results", "gateway"] {
                let port = try ServerProcess.freePort()
                var own = settings
                own[name == "gateway" ? "MUSTER_HTTP_PORT" : "MUSTER_ADMIN_PORT"] = "\(port)"
                let process = try ServerProcess(
                    "/usr/bin/env", words(own) + [TestStack.executable("muster-\(name)")], log: log(name))
                services.append(Early(name: name, process: process, port: port))
            }
            let result: Result<Void, any Error>
            do { result = .success(try await body(services)) } catch { result = .failure(error) }
            for service in services { service.process.signal(SIGKILL) }
            for service in services { try await service.process.end() }
            try result.get()
        }

        /// Kept when the test fails.
        private static let logs = FileManager.default.temporaryDirectory
            .appendingPathComponent("muster-test-early-\(UInt32.random(in: .min ... .max))")

        private static func log(_ name: String) -> URL { logs.appendingPathComponent("\(name).log") }
    }
}
