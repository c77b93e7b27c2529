import APIClient
import Contracts
import Foundation
import HTTPClient
import TestKit
import Threads

/// The whole system for a test: topology, migrations and the five debug executables, on stores of its own in the live servers.
actor TestStack {
    /// A process didn't do what the stack needs of it.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// The stack of the running suite, see `WithStack`.
    @TaskLocal static var current: TestStack?

    let serverKey = "test-server-key"
    let gatewayURL: String
    let amqpURL: String
    let managementURL: String
    /// Of the account that may only read the log.
    let opsURL: String
    /// Of the first gateway's TCP door.
    let lobbyPort: Int
    let turnSecret = "test-turn-secret"
    /// Nothing listens there, unless a test starts a `PrivateTURN`.
    let turnPort: Int
    /// Where clients are told to meet streaming hosts; nothing listens there, unless a test does.
    let signallingURL: String
    nonisolated var turnURL: String { "turn:127.0.0.1:\(turnPort)" }
    private let gatewayPort: Int
    private let settings: [String: String]
    private let folder: URL
    private var processes: [String: Running] = [:]
    /// Those that are no services.
    private var others: [ServerProcess] = []

    private struct Running {
        let process: ServerProcess
        let adminPort: Int
    }

    /// Starts one, gives it to `body`, and removes every trace of it whatever happens.
    ///
    /// - Parameters:
    ///   - replicas: how many of a service are started; one where none is named.
    ///   - more: settings of all services.
    static func with<Result: Sendable>(
        replicas: [String: Int] = [:], _ more: [String: String] = [:],
        _ body: @Sendable (TestStack) async throws -> Result
    ) async throws -> Result {
        try await TestVirtualHost.with { broker in
            try await TestDatabase.with { auth in
                try await TestDatabase.with { queue in
                    try await TestDatabase.with { results in
                        try await TestRedis.with { redis, _ in
                            let stack = try TestStack(
                                broker, auth: auth, queue: queue, results: results, redis: redis, more)
                            let outcome: Swift.Result<Result, any Error>
                            do {
                                try await stack.start(replicas)
                                outcome = .success(try await $current.withValue(stack) { try await body(stack) })
                            } catch {
                                outcome = .failure(error)
                            }
                            try await stack.end(keepLogs: (try? outcome.get()) == nil)  // its error is thrown below
                            try await LogReaderAccount(of: broker).remove(from: broker)
                            return try outcome.get()
                        }
                    }
                }
            }
        }
    }

    // MARK: Services

    /// `auth-1`
    static func name(_ service: String, _ instance: Int) -> String { "\(service)-\(instance)" }

    /// Starts a replica and waits until it is ready.
    ///
    /// - Parameter more: settings beside the stack's.
    func start(_ service: String, _ instance: Int = 1, _ more: [String: String] = [:]) async throws {
        let name = Self.name(service, instance)
        let port = service == "gateway" && instance == 1 ? gatewayPort : try ServerProcess.freePort()
        var own = more
        own["MUSTER_INSTANCE"] = name
        if service == "gateway" {
            own["MUSTER_HTTP_PORT"] = "\(port)"
            if instance == 1 { own["MUSTER_LOBBY_TCP_PORT"] = "\(lobbyPort)" }
        } else {
            own["MUSTER_ADMIN_PORT"] = "\(port)"
        }
        let process = try ServerProcess(
            "/usr/bin/env", words(own) + [Self.executable("muster-\(service)")], log: log(name))
        processes[name] = Running(process: process, adminPort: port)
        let log = log(name)
        try await eventually("\(name) is ready", within: .seconds(30)) {
            guard !process.hasEnded else {
                throw Failed(
                    description: "\(name) ended:\n\(try String(contentsOf: log, encoding: .utf8).suffix(2000))")
            }
            return await Self.isReady(port)
        }
    }

    /// Starts another of the executables with the stack's settings and more; ends it at the latest with the stack.
    func run(
        _ executable: String, _ arguments: [String] = [], _ more: [String: String] = [:]
    ) throws -> (process: ServerProcess, log: URL) {
        let log = log("\(executable)-\(UInt32.random(in: .min ... .max))")
        let process = try ServerProcess(
            "/usr/bin/env", words(more) + [Self.executable(executable)] + arguments, log: log)
        others.append(process)
        return (process, log)
    }

    /// Sends a signal to a replica.
    func signal(_ service: String, _ instance: Int = 1, _ number: Int32) {
        processes[Self.name(service, instance)]?.process.signal(number)
    }

    /// Ends a replica by SIGTERM (or another signal) and waits for it; its exit status.
    @discardableResult
    func stop(_ service: String, _ instance: Int = 1, by number: Int32 = SIGTERM) async throws -> Int32 {
        guard let running = processes.removeValue(forKey: Self.name(service, instance)) else {
            throw Failed(description: "no \(service)-\(instance) is running")
        }
        running.process.signal(number)
        return try await running.process.end(within: .seconds(30))
    }

    /// Where a replica answers `/healthz`, `/readyz` and `/metrics`.
    func adminURL(_ service: String, _ instance: Int = 1) -> String {
        "http://127.0.0.1:\(processes[Self.name(service, instance)]?.adminPort ?? 0)"
    }

    /// The resident memory of a replica, in bytes; nil when it isn't running.
    func residentBytes(_ service: String, _ instance: Int = 1) throws -> Int? {
        guard let pid = processes[Self.name(service, instance)]?.process.pid else { return nil }
        let pages = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " ")
        return Int(pages[1]).map { $0 * 4096 }
    }

    /// What a replica has logged.
    func logText(_ service: String, _ instance: Int = 1) throws -> String {
        try String(contentsOf: log(Self.name(service, instance)), encoding: .utf8)
    }

    /// Runs one of the executables to its end, with the stack's settings; what it printed is given back.
    @discardableResult
    func command(_ executable: String, _ arguments: [String], input: String? = nil) async throws -> String {
        try await run([Self.executable(executable)] + arguments, input: input)
    }

    /// Runs any program to its end, with the stack's settings; what it printed is given back.
    @discardableResult
    func run(_ program: [String], input: String? = nil) async throws -> String {
        let log = log("command-\(UInt32.random(in: .min ... .max))")
        var command = words([:]) + program
        if let input {
            let file = folder.appendingPathComponent("input-\(UInt32.random(in: .min ... .max))")
            try Data(input.utf8).write(to: file)
            command = ["/bin/sh", "-c", #"exec "$@" < "$0""#, file.path, "/usr/bin/env"] + command
        }
        let status = try await ServerProcess("/usr/bin/env", command, log: log).end(within: .seconds(60))
        let output = try String(contentsOf: log, encoding: .utf8)
        guard status == 0 else {
            throw Failed(description: "\(program.joined(separator: " ")) failed (\(status)): \(output)")
        }
        return output
    }

    // MARK: Inside

    private init(
        _ broker: TestVirtualHost, auth: TestDatabase, queue: TestDatabase, results: TestDatabase, redis: TestRedis,
        _ more: [String: String]
    ) throws {
        let port = try ServerProcess.freePort()
        gatewayPort = port
        lobbyPort = try ServerProcess.freePort()
        turnPort = try ServerProcess.freePort()
        signallingURL = "ws://127.0.0.1:\(try ServerProcess.freePort())"
        gatewayURL = "http://127.0.0.1:\(port)"
        let base = LiveServers.amqpURL
        amqpURL = (base.hasSuffix("/") ? base : base + "/") + broker.name
        managementURL = broker.managementURL
        // Users belong to the whole broker.
        opsURL = LogReaderAccount(of: broker).url
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("muster-test-stack-\(UInt32.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let modes = folder.appendingPathComponent("modes")
        try FileManager.default.copyItem(atPath: Self.modeFiles, toPath: modes.path)
        let settings = [
            "MUSTER_AMQP_URL": amqpURL, "MUSTER_AMQP_MANAGEMENT_URL": managementURL,
            "MUSTER_OPS_AMQP_URL": opsURL,
            "MUSTER_AUTH_DATABASE_URL": auth.configuration.url, "MUSTER_QUEUE_DATABASE_URL": queue.configuration.url,
            "MUSTER_RESULTS_DATABASE_URL": results.configuration.url,
            "MUSTER_REDIS_URL": "\(LiveServers.redisURL)/\(redis.configuration.database)",
            "MUSTER_SERVER_KEY": serverKey, "MUSTER_COOKIE_KEY": "0123456789abcdef0123456789abcdef",
            "MUSTER_SIGNALING_URL": signallingURL, "MUSTER_TURN_SECRET": turnSecret,
            "MUSTER_TURN_URLS": "turn:127.0.0.1:\(turnPort)",
            "MUSTER_TRUSTED_NETWORKS": "127.0.0.0/8",
            "MUSTER_PEER_TRUSTED_RELAYS": "127.0.0.0/8", "MUSTER_MODES": modes.path, "MUSTER_LOG_FORMAT": "json",
            // What is tested is what is answered, not how quick the machine is.
            "MUSTER_REQUEST_DEADLINE": "8s",
        ]
        self.settings = settings.merging(more) { _, new in new }
    }

    private func start(_ replicas: [String: Int]) async throws {
        async let topology: String = command("muster", ["topology", "apply"])
        for service in ["auth", "queue", "results"] { try await command("muster-\(service)", ["migrate"]) }
        _ = try await topology
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in ["auth", "queue", "hosts", "results", "gateway"] {
                for instance in 1...(replicas[service] ?? 1) {
                    group.addTask { try await self.start(service, instance) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func end(keepLogs: Bool) async throws {
        let all = processes.values.map(\.process) + others
        for process in all { process.signal(SIGKILL) }
        for process in all { try await process.end() }
        (processes, others) = ([:], [])
        if !keepLogs { try FileManager.default.removeItem(at: folder) }
    }

    private static func isReady(_ port: Int) async -> Bool {
        do {
            let request = HTTPClientRequest(.get, "http://127.0.0.1:\(port)/readyz", timeout: .seconds(2))
            return try await WebClient.shared.send(request).status == .ok
        } catch {
            return false  // not listening yet: asked again
        }
    }

    private func words(_ more: [String: String]) -> [String] {
        settings.merging(more) { _, new in new }.map { "\($0.key)=\($0.value)" }
    }

    private func log(_ name: String) -> URL { folder.appendingPathComponent("\(name).log") }

    /// The debug executables lie beside the test bundle.
    static func executable(_ name: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent(name).path
    }

    /// Adds a mode, and waits until the gateway lets players ask for it.
    func add(mode name: String, _ members: String) async throws {
        let file = folder.appendingPathComponent("modes/\(name).json")
        try Data(#"{"mode":"\#(name)",\#(members)}"#.utf8).write(to: file, options: .atomic)
        let gateway = anonymous()
        try await eventually("the mode \(name) is there") {
            try await gateway.ask(.get, "/modes").text.contains(#""\#(name)""#)
        }
    }

    /// The mode files that ship.
    static var modeFiles: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Services/queue/ModeFiles").standardizedFileURL.path
    }
}
