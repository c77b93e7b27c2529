import AMQP
import Foundation
import Threads

/// A RabbitMQ of a test's own, which may be killed and started again. Its data lives in a temporary folder.
public final class PrivateRabbitMQ: Sendable {
    /// How its administrator connects.
    public let configuration: AMQPConfiguration
    private let folder: URL
    private let port: Int
    private let distributionPort: Int
    private let mapperPort: Int
    private let broker: Locked<ServerProcess?> = Locked(nil)

    /// Makes and starts one, gives it to `body`, and removes it whatever happens.
    public static func with<Result: Sendable>(
        _ body: @Sendable (PrivateRabbitMQ) async throws -> Result
    ) async throws -> Result {
        let server = try PrivateRabbitMQ()
        let mapper = try server.startPortMapper()
        let result: Swift.Result<Result, any Error>
        do {
            try await server.start()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await server.kill()
        mapper.signal(SIGKILL)
        try await mapper.end()
        try FileManager.default.removeItem(at: server.folder)
        return try result.get()
    }

    private init() throws {
        port = try ServerProcess.freePort()
        distributionPort = try ServerProcess.freePort()
        mapperPort = try ServerProcess.freePort()
        let name = "muster-test-rabbitmq-\(UInt32.random(in: .min ... .max))"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        configuration = try AMQPConfiguration(url: "amqp://tester:secret@127.0.0.1:\(port)/")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("home"), withIntermediateDirectories: true)
        let cookie = folder.appendingPathComponent("home/.erlang.cookie")
        try Data("muster-test-cookie".utf8).write(to: cookie)
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: cookie.path)
        try Data("[].".utf8).write(to: folder.appendingPathComponent("enabled_plugins"))
        let settings = """
            listeners.tcp.1 = 127.0.0.1:\(port)
            default_user = tester
            default_pass = secret
            log.console = true
            log.file = false

            """
        try Data(settings.utf8).write(to: folder.appendingPathComponent("rabbitmq.conf"))
    }

    /// Starts it and waits until it accepts connections.
    public func start() async throws {
        let process = try ServerProcess(
            "/usr/bin/env", environment + ["/usr/lib/rabbitmq/bin/rabbitmq-server"], log: log)
        broker.withLock { $0 = process }
        try await eventually("RabbitMQ answers", within: .seconds(60)) {
            do {
                try await Administrator(self.configuration).perform([.checkExchange("amq.topic")])
                return true
            } catch {
                return false  // not yet: asked again, up to the limit
            }
        }
    }

    /// Kills it (SIGKILL) and waits until it is gone.
    public func kill() async throws {
        guard let process = broker.withLock({ $0 }) else { return }
        process.signal(SIGKILL)
        try await process.end()
        broker.withLock { $0 = nil }
    }

    /// Stops (SIGSTOP) or continues (SIGCONT) the broker's process.
    public func signal(_ number: Int32) { broker.withLock { $0 }?.signal(number) }

    /// Runs `rabbitmqctl` with these arguments; throws when it fails.
    public func control(_ arguments: String...) async throws {
        try await ServerProcess.run(
            "/usr/bin/env", environment + ["/usr/lib/rabbitmq/bin/rabbitmqctl"] + arguments, log: log)
    }

    /// Makes quorum queues that were just declared outlive a crash: the broker writes their names down only half a second
    /// later, and a queue whose name was lost never finds a leader again.
    public func writeDownQueues() async throws {
        try await control("eval", "[dets:sync(Table) || Table <- dets:all()].")
    }

    /// Started here, so that the broker doesn't leave one behind that nobody ends.
    private func startPortMapper() throws -> ServerProcess {
        try ServerProcess(
            "/usr/bin/epmd", ["-port", String(mapperPort), "-address", "127.0.0.1", "-relaxed_command_check"], log: log)
    }

    private var log: URL { folder.appendingPathComponent("log") }

    private var environment: [String] {
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        return [
            "HOME=\(path("home"))",
            "RABBITMQ_NODENAME=test\(port)@localhost",
            "RABBITMQ_MNESIA_BASE=\(path("mnesia"))",
            "RABBITMQ_LOG_BASE=\(path("logs"))",
            "RABBITMQ_CONFIG_FILE=\(path("rabbitmq.conf"))",
            "RABBITMQ_CONF_ENV_FILE=\(path("none.conf"))",
            "RABBITMQ_ENABLED_PLUGINS_FILE=\(path("enabled_plugins"))",
            "RABBITMQ_PID_FILE=\(path("pid"))",
            "RABBITMQ_DIST_PORT=\(distributionPort)",
            "ERL_EPMD_PORT=\(mapperPort)",
            "ERL_EPMD_ADDRESS=127.0.0.1",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1} +sbwt none",
            // Lets the start script become the broker, so that killing the process kills the broker.
            "RUNNING_UNDER_SYSTEMD=true",
        ]
    }
}
