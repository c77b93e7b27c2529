import Foundation
import Logging
import Postgres
import Threads

/// A Postgres of a test's own, which may be killed and started again. Its data lives in a temporary folder.
public final class PrivatePostgres: Sendable {
    private static let binaries = "/usr/lib/postgresql/15/bin"

    /// How its superuser connects.
    public let url: String
    private let folder: URL
    private let port: Int
    private let process: Locked<ServerProcess?> = Locked(nil)

    /// Makes and starts one, gives it to `body`, and removes it whatever happens.
    public static func with<Result: Sendable>(
        _ body: @Sendable (PrivatePostgres) async throws -> Result
    ) async throws -> Result {
        let server = try PrivatePostgres()
        let result: Swift.Result<Result, any Error>
        do {
            try await server.initialize()
            try await server.start()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        try await server.stop(SIGQUIT)
        try FileManager.default.removeItem(at: server.folder)
        return try result.get()
    }

    private init() throws {
        port = try ServerProcess.freePort()
        let name = "muster-test-postgres-\(UInt32.random(in: .min ... .max))"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        url = "postgresql://tester:secret@127.0.0.1:\(port)/postgres"
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if geteuid() == 0 {
            try FileManager.default.setAttributes([.ownerAccountName: "postgres"], ofItemAtPath: folder.path)
        }
        try Data("secret".utf8).write(to: folder.appendingPathComponent("password"))
    }

    /// Starts it and waits until it answers.
    public func start() async throws {
        let arguments = [
            "-D", data, "-p", String(port), "-k", folder.path, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
        ]
        try await eventually("postgres answers", within: .seconds(30)) {
            // After a crash the first attempts may fail, while its last processes still hold the shared memory.
            if self.process.withLock({ $0?.hasEnded ?? true }) {
                let command = self.asPostgres("\(Self.binaries)/postgres", arguments)
                let started = try ServerProcess(command[0], Array(command.dropFirst()), log: self.log)
                self.process.withLock { $0 = started }
            }
            return await self.answers()
        }
    }

    /// Sends SIGKILL (a crash), SIGINT (fast shutdown) or SIGQUIT and waits for the end.
    public func stop(_ signal: Int32) async throws {
        guard let running = process.withLock({ $0 }) else { return }
        running.signal(signal)
        try await running.end()
        process.withLock { $0 = nil }
    }

    /// Makes an empty database; how it is connected to.
    public func makeDatabase(_ name: String) async throws -> String {
        let pool = PostgresPool(.patient(url: url, poolSize: 1))
        try await pool.execute("CREATE DATABASE \(name) TEMPLATE template0")
        await pool.close()
        return "postgresql://tester:secret@127.0.0.1:\(port)/\(name)"
    }

    private var data: String { folder.appendingPathComponent("data").path }
    private var log: URL { folder.appendingPathComponent("log") }

    private func initialize() async throws {
        let command = asPostgres(
            "\(Self.binaries)/initdb",
            [
                "-D", data, "-U", "tester", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                "--pwfile", folder.appendingPathComponent("password").path,
            ])
        try await ServerProcess.run(command[0], Array(command.dropFirst()), log: log)
    }

    /// Postgres refuses to run as root.
    private func asPostgres(_ executable: String, _ arguments: [String]) -> [String] {
        guard geteuid() == 0 else { return [executable] + arguments }
        return ["/usr/bin/setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", executable]
            + arguments
    }

    private func answers() async -> Bool {
        var quiet = Logger(label: "muster.tests")
        quiet.logLevel = .error
        let pool = PostgresPool(.patient(url: url, poolSize: 1), logger: quiet)
        let result: Bool
        do throws(PostgresError) {
            try await pool.check()
            result = true
        } catch {
            result = false  // not yet: the caller asks again, up to its limit
        }
        await pool.close()
        return result
    }
}
