import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import TestKit
import Threads

@testable import ResultsService

/// A database, a virtual host with what results needs of it, and a queue service that knows what it is told to.
struct ResultsStage: Sendable {
    let database: TestDatabase
    let host: TestVirtualHost
    let queue = KnownMatches()

    static func with(_ body: @escaping @Sendable (ResultsStage) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            _ = try await Migrator(service: "results", migrations: ResultsMigrations.all)
                .migrate(database.configuration)
            try await TestVirtualHost.with { host in
                try await TopologyAdministrator(host.configuration).apply(.needed(by: "results"))
                try await body(ResultsStage(database: database, host: host))
            }
        }
    }

    /// `muster-results` as it runs in production.
    func replica(_ name: String, _ readiness: Readiness) async throws -> ServiceGroup {
        let logger = Logger(label: "muster.tests")
        let environment = [
            "MUSTER_RESULTS_DATABASE_URL": database.configuration.url,
            "MUSTER_AMQP_URL": LiveServers.amqpURL + host.name,
            "MUSTER_RESULTS_DATABASE_CONNECTIONS": "4",
        ]
        let context = ProgramContext(
            service: "results", instance: name,
            settings: try SettingValues(ResultsSettings.all, environment: environment), logger: logger,
            readiness: readiness)
        let group = ServiceGroup(services: try await ResultsProgram.services(context), logger: logger)
        readiness.started()
        return group
    }

    /// The queue's part: answers who holds a match.
    var queueServer: RPCServer {
        var handlers = RPCHandlers()
        handlers.handle(GetMatchRecord.self) { [queue] request in
            guard let match = try await queue.confirmation(of: request.matchID) else {
                return .refused(Refusal(.notFound))
            }
            return .success(match)
        }
        return RPCServer(host.configuration, service: .queue, handlers: handlers)
    }

    /// Runs two replicas, a client, the queue's part unless it is away, and whoever tells and hears events.
    func run(
        withQueue: Bool = true, hearing handlers: EventHandlers = EventHandlers(),
        _ body: @escaping @Sendable (RPCClient, EventPublisher) async throws -> Void
    ) async throws {
        let (client, publisher) = (RPCClient(host.configuration), EventPublisher(host.configuration))
        let listener = EventListener(host.configuration, handlers: handlers)
        let readiness = [Readiness(), Readiness()]
        var services: [any Service] = [client, publisher, listener]
        let queueServer = queueServer
        if withQueue { services.append(queueServer) }
        for (index, readiness) in readiness.enumerated() {
            services.append(try await replica("results-\(index + 1)", readiness))
        }
        try await withServices(services) {
            try await client.connected(within: .seconds(60))
            try await publisher.connected(within: .seconds(60))
            try await listener.connected(within: .seconds(60))
            if withQueue { try await queueServer.connected(within: .seconds(60)) }
            for readiness in readiness {
                try await eventually("the replica is ready") { await readiness.report().status == .ready }
            }
            try await body(client, publisher)
        }
    }
}

/// What was heard of matches, in order.
final class HeardMatches: Sendable {
    struct Entry: Sendable, Hashable {
        var id: String
        var type: String
        var sequence: Int?
        var match: MatchRecord
    }
    private let state = Locked([Entry]())

    var all: [Entry] { state.withLock { $0 } }

    /// Handlers that note every public event of a match.
    var handlers: EventHandlers {
        var handlers = EventHandlers()
        listen(to: MatchConfirmed.self, &handlers)
        listen(to: MatchResultRecorded.self, &handlers)
        listen(to: MatchAbandoned.self, &handlers)
        listen(to: MatchResultDisputed.self, &handlers)
        return handlers
    }

    private func listen<Told: MatchEvent>(to type: Told.Type, _ handlers: inout EventHandlers) {
        handlers.on(type) { told, event in
            let entry = Entry(id: event.id, type: event.type, sequence: event.sequence, match: told.match)
            self.state.withLock { $0.append(entry) }
        }
    }
}
