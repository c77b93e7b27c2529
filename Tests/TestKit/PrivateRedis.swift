import Foundation
import Logging
import Redis
import Threads

/// A Redis of a test's own, which may be killed, frozen and started again. It keeps nothing over a restart.
public final class PrivateRedis: Sendable {
    /// How clients connect.
    public let url: String
    private let port: Int
    private let options: [String]
    private let folder: URL
    private let process: Locked<ServerProcess?> = Locked(nil)

    /// Starts one with further `--options`, gives it to `body`, and removes it whatever happens.
    public static func with<Result: Sendable>(
        options: [String] = [], password: String? = nil,
        _ body: @Sendable (PrivateRedis) async throws -> Result
    ) async throws -> Result {
        let server = try PrivateRedis(options + (password.map { ["--requirepass", $0] } ?? []), password)
        let result: Swift.Result<Result, any Error>
        do {
            try await server.start()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await server.stop()
        try FileManager.default.removeItem(at: server.folder)
        return try result.get()
    }

    private init(_ options: [String], _ password: String?) throws {
        port = try ServerProcess.freePort()
        self.options = options
        url = "redis://" + (password.map { ":\($0)@" } ?? "") + "127.0.0.1:\(port)"
        let name = "muster-test-redis-\(UInt32.random(in: .min ... .max))"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Starts it and waits until it answers.
    public func start() async throws {
        let arguments = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder.path, "--save", ""] + options
        let started = try ServerProcess(
            "/usr/bin/redis-server", arguments, log: folder.appendingPathComponent("log"))
        process.withLock { $0 = started }
        var quiet = Logger(label: "muster.tests")
        quiet.logLevel = .error
        let client = RedisClient(try .patient(url: url), logger: quiet)
        try await eventually("redis answers", within: .seconds(30)) { client.status.isReady }
        await client.close()
    }

    /// Sends a signal, as SIGSTOP.
    public func signal(_ number: Int32) { process.withLock { $0 }?.signal(number) }

    /// Kills it and waits for its end.
    public func stop() async throws {
        guard let running = process.withLock({ $0 }) else { return }
        running.signal(SIGKILL)
        try await running.end()
        process.withLock { $0 = nil }
    }
}
