import AMQP
import Contracts
import Logging
import Messaging
import ServiceLifecycle

/// One replica of results, with a virtual host and a database of its own in the stack's servers, so that nothing else is
/// measured and nothing of it stays.
struct ResultsBenchStage: Sendable {
    let broker: AMQPConfiguration
    let databaseURL: String
    /// Whoever asks results.
    let client: RPCClient
    /// The queue's part.
    let events: EventPublisher

    /// - Parameter withService: whether results runs; without, there are the broker and the database alone.
    static func with<Value: Sendable>(
        _ target: BenchTarget, withService: Bool = true,
        _ body: @escaping @Sendable (ResultsBenchStage) async throws -> Value
    ) async throws -> Value {
        var random = SystemRandomNumberGenerator()
        let name = "muster_bench_\(RandomText.base32(length: 8, using: &random))"
        let management = BrokerManagement(url: target.managementURL)
        var broker = try AMQPConfiguration(url: target.amqpURL)
        try await management.declareVirtualHost(name)
        try await management.allowEverything(to: broker.user, virtualHost: name)
        broker.virtualHost = name
        broker.name = "bench"
        let slash = target.databaseURL.lastIndex(of: "/") ?? target.databaseURL.endIndex
        let databaseURL = target.databaseURL[..<slash] + "/" + name
        let amqpURL = target.amqpURL.prefix { $0 != "?" }
        let host = amqpURL.lastIndex(of: "/").map { amqpURL[..<$0] } ?? amqpURL
        try await psql(target.databaseURL, "CREATE DATABASE \(name)")
        let result: Swift.Result<Value, any Error>
        do {
            try await TopologyAdministrator(broker, management: management).apply(.needed(by: "results"))
            result = .success(
                try await run(
                    broker, String(databaseURL), amqpURL: "\(host)/\(name)", withService: withService, body))
        } catch {
            result = .failure(error)
        }
        // A task of its own, since this one may have been cancelled by a signal; nothing shall stay then either.
        try await Task {
            try await management.deleteVirtualHost(name)
            try await psql(target.databaseURL, "DROP DATABASE \(name) WITH (FORCE)")
        }.value
        return try result.get()
    }

    private static func run<Value: Sendable>(
        _ broker: AMQPConfiguration, _ databaseURL: String, amqpURL: String, withService: Bool,
        _ body: @escaping @Sendable (ResultsBenchStage) async throws -> Value
    ) async throws -> Value {
        let settings = [
            "MUSTER_RESULTS_DATABASE_URL": databaseURL, "MUSTER_AMQP_URL": amqpURL, "MUSTER_ADMIN_PORT": "0",
        ]
        let path = try SiblingExecutable.path("muster-results")
        _ = try await ShellCommand.output(of: [path, "migrate"], environment: settings)
        let service = withService ? try BenchProcess(path, [], environment: settings) : nil
        let quiet = BenchCase.quiet
        let stage = ResultsBenchStage(
            broker: broker, databaseURL: databaseURL, client: RPCClient(broker, logger: quiet),
            events: EventPublisher(broker, logger: quiet))
        let result: Swift.Result<Value, any Error>
        do {
            result = .success(
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await stage.client.run() }
                    group.addTask { try await stage.events.run() }
                    defer { group.cancelAll() }
                    try await stage.client.connected(within: .seconds(10))
                    try await stage.events.connected(within: .seconds(10))
                    return try await body(stage)
                })
        } catch {
            result = .failure(error)
        }
        try await Task { try await service?.end() }.value  // as above
        return try result.get()
    }

    @discardableResult
    static func psql(_ url: String, _ statement: String) async throws -> String {
        try await ShellCommand.output(of: ["psql", "-X", "-A", "-t", "-q", "-c", statement, url])
    }

    /// Reads the log from its beginning, until `take` says that it was enough.
    func readLog(from start: LogStart = .first, _ take: @escaping @Sendable (LogEntry) throws -> Bool) async throws {
        let reader = LogReader(broker, from: start, logger: BenchCase.quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await reader.run() }
            defer { group.cancelAll() }
            while let batch = await reader.nextBatch() {
                for entry in batch {
                    if try take(entry) { return }
                }
            }
        }
    }
}
