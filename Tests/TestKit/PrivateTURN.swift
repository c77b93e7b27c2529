import Foundation

/// A coturn of a test's own on loopback, which knows no users: it checks credentials by a secret shared with whoever makes them.
public final class PrivateTURN: Sendable {
    /// What became of a client that asked for a relay.
    public enum Outcome: Sendable, Hashable {
        /// It got one, and what it sent to itself through that came back.
        case relayed
        /// The server wanted other credentials.
        case refused
    }

    /// The client failed in another way than by being refused.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    /// What peers are told of: `turn:127.0.0.1:port`.
    public let url: String
    private let port: Int
    private let folder: URL
    private let process: ServerProcess

    /// Starts one, gives it to `body`, and removes it whatever happens.
    ///
    /// - Parameter port: where it listens; any that is free where none is named.
    public static func with<Result: Sendable>(
        secret: String, port: Int? = nil, _ body: @Sendable (PrivateTURN) async throws -> Result
    ) async throws -> Result {
        let server = try PrivateTURN(secret: secret, port: try port ?? ServerProcess.freePort())
        let result: Swift.Result<Result, any Error>
        do {
            try await server.started()
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        server.process.signal(SIGKILL)
        try await server.process.end()
        try FileManager.default.removeItem(at: server.folder)
        return try result.get()
    }

    private init(secret: String, port: Int) throws {
        self.port = port
        url = "turn:127.0.0.1:\(port)"
        let name = "muster-test-turn-\(UInt32.random(in: .min ... .max))"
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = try ServerProcess(
            "/usr/bin/turnserver",
            [
                "-n", "--use-auth-secret", "--static-auth-secret=\(secret)", "--realm=muster.test",
                "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--listening-port=\(port)", "--no-tls", "--no-dtls",
                "--no-cli", "--allow-loopback-peers", "--log-file=stdout", "--simple-log", "--verbose",
                "--pidfile=\(folder.path)/pid", "--userdb=\(folder.path)/users",
            ], log: folder.appendingPathComponent("log"))
    }

    private func started() async throws {
        let log = folder.appendingPathComponent("log")
        try await eventually("coturn listens", within: .seconds(30)) { [process] in
            let text = try String(contentsOf: log, encoding: .utf8)
            guard !process.hasEnded else { throw Failed(description: "turnserver ended: \(text.suffix(2000))") }
            return text.contains("Total General servers")
        }
    }

    /// Has coturn's own client ask for relays and send through them.
    public func relay(username: String, credential: String) async throws -> Outcome {
        let log = folder.appendingPathComponent("client-\(UInt32.random(in: .min ... .max))")
        let client = try ServerProcess(
            "/usr/bin/turnutils_uclient",
            [
                "-u", username, "-w", credential, "-p", String(port), "-L", "127.0.0.1", "-y", "-c", "-n", "1",
                "127.0.0.1",
            ], log: log)
        let status: Int32
        do { status = try await client.end(within: .seconds(40)) } catch {
            client.signal(SIGKILL)
            throw error
        }
        let output = try String(contentsOf: log, encoding: .utf8)
        if status == 0, output.contains("Total lost packets 0 ") { return .relayed }
        let server = try String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)
        // A first request without credentials is always answered by 401; this is only said of those that were shown.
        let isRefusal = server.contains("Cannot find credentials of user <\(username)>")
        if status != 0, isRefusal { return .refused }
        throw Failed(description: "turnutils_uclient (\(status)): \(output.suffix(1000))\n\(server.suffix(1000))")
    }
}
