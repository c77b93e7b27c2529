import AMQP
import Contracts
import Glibc
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import TestKit
import Testing
import Threads

@testable import ResultsService

@Suite("A replica of results that is lost", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(3)))
struct LostReplicaLiveTests {
    private let match = Confirmations.duel()
    private static let reports = 1000

    /// The replica that dies is the one whose commit counts: the test holds the match's row until that one waits for it as
    /// the first.
    @Test("The same report 1,000 times over three replicas, one killed between its commit and its answer: counts once")
    func killed() async throws {
        try await ResultsStage.with { stage in
            let heard = HeardMatches()
            let rated = Locked([String]())
            var handlers = heard.handlers
            handlers.on(RatingChanged.self) { _, event in rated.withLock { $0.append(event.id) } }
            let clients = (0..<20).map { RPCClient(stage.host.configuration, name: "rpc-\($0)") }
            let listener = EventListener(stage.host.configuration, handlers: handlers)
            try await IntakeFixture.open(stage.database.configuration) { try await $0.desk.confirm(match) }

            try await withServices(clients + [listener]) {
                for client in clients { try await client.connected(within: .seconds(60)) }
                try await listener.connected(within: .seconds(60))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await doomedReplica(stage) }
                    try await reportToAll(stage, clients, &group)
                    try await group.waitForAll()
                }
                try await eventually("the result is told") { !rated.withLock { $0.isEmpty } }
            }
            #expect(Set(heard.all.filter { $0.type == MatchResultRecorded.type }.map(\.id)) == ["\(match.matchID).2"])
            #expect(Set(rated.withLock { $0 }) == ["\(match.matchID).3"])
            let (events, matches) = try await IntakeFixture.open(stage.database.configuration) { results in
                let ratings = try await results.pool.query("SELECT matches FROM ratings")
                return (try await results.events(), try ratings.map { try $0.decode(0, as: Int.self) })
            }
            #expect(
                events == [
                    "\(MatchConfirmed.type) \(match.matchID).1", "\(MatchResultRecorded.type) \(match.matchID).2",
                    "\(RatingChanged.type) \(match.matchID).3",
                ])
            #expect(matches == [1, 1])
        }
    }

    /// A process that answers reports as results does, but is gone before the answer to the first leaves it.
    private func doomedReplica(_ stage: ResultsStage) async throws {
        let database = stage.database.configuration.url
        let broker = LiveServers.amqpURL + stage.host.name
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [database = database as String, broker = broker as String] in
            let pool = PostgresPool(
                PostgresConfiguration(
                    url: database, applicationName: "doomed", poolSize: 2, statementTimeout: .seconds(60)))
            let desk = IntakeDesk(
                pool: pool, outbox: ResultsOutbox(), queue: KnownMatches(), logger: Logger(label: "doomed"))
            var handlers = RPCHandlers()
            handlers.handle(ReportMatch.self) { request in
                _ = try await desk.report(request)
                kill(getpid(), SIGKILL)
                return .success(Done())
            }
            let server = RPCServer(try AMQPConfiguration(url: broker), service: .results, handlers: handlers)
            try await server.run()
        }
    }

    /// One report to the doomed replica alone, the others to all three once they run.
    private func reportToAll(
        _ stage: ResultsStage, _ clients: [RPCClient], _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        let pool = PostgresPool(stage.database.configuration)
        let released = OneShot<Void>()
        let held = OneShot<Void>()
        group.addTask {
            try await pool.withTransaction(PostgresTransactionOptions(statementTimeout: .zero)) { transaction in
                try await transaction.query("SELECT FROM matches WHERE match_id = $1 FOR UPDATE", match.matchID)
                held.succeed(())
                // The server ends transactions that idle.
                while released.result == nil { try await transaction.query("SELECT pg_sleep(0.02)") }
            }
        }
        try await held.value(within: .seconds(30))
        group.addTask { try await report(by: clients[0]) }
        try await eventually("the doomed replica waits for the match", within: .seconds(60)) {
            try await waiting(for: "doomed", in: pool) == 1
        }
        let readiness = [Readiness(), Readiness()]
        var replicas: [any Service] = []
        for (index, readiness) in readiness.enumerated() {
            replicas.append(try await stage.replica("results-\(index + 1)", readiness))
        }
        try await withServices(replicas) {
            for readiness in readiness {
                try await eventually("the replica is ready") { await readiness.report().status == .ready }
            }
            try await withThrowingTaskGroup(of: Void.self) { reports in
                for number in 1..<Self.reports {
                    reports.addTask { try await report(by: clients[number % clients.count]) }
                }
                try await eventually("others wait behind it", within: .seconds(60)) {
                    try await waiting(for: nil, in: pool) >= 3
                }
                released.succeed(())
                try await reports.waitForAll()
            }
        }
        await pool.close()
    }

    /// Says it until it is answered, as gateways' clients do: no answer means that nobody knows.
    private func report(by client: RPCClient) async throws {
        let request = Confirmations.report(match, custom: #"{"map":"ash"}"#)
        try await eventually("the report is answered", within: .seconds(120)) {
            do throws(RPCError) {
                let reply = try await client.call(request, deadline: .seconds(20))
                guard case .refused(let refusal) = reply else { return true }
                if refusal.code != .unavailable { Issue.record("refused: \(refusal)") }
                return refusal.code != .unavailable
            } catch {
                if case .failed(let reason) = error { Issue.record("failed: \(reason)") }
                return false
            }
        }
    }

    /// How many connections wait for a lock.
    private func waiting(for application: String?, in pool: PostgresPool) async throws -> Int {
        try await pool.first(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
                AND ($1::text IS NULL OR application_name = $1)
            """, application)?.decode(0) ?? 0
    }
}
