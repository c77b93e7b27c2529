import AMQP
import Contracts
import Foundation
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle
import TestKit
import Testing
import Threads

@testable import ResultsService

/// A broker that may be killed, a database, and two replicas of results over both.
private struct OutageStage: Sendable {
    let broker: PrivateRabbitMQ
    let database: TestDatabase
    let desk: IntakeDesk
    let client: RPCClient

    static func with(_ body: @escaping @Sendable (OutageStage) async throws -> Void) async throws {
        try await PrivateRabbitMQ.with { broker in
            try await TestDatabase.with { database in
                _ = try await Migrator(service: "results", migrations: ResultsMigrations.all)
                    .migrate(database.configuration)
                try await TopologyAdministrator(broker.configuration).apply(.needed(by: "results"))
                try await broker.writeDownQueues()
                let pool = PostgresPool(database.configuration)
                let logger = Logger(label: "muster.tests")
                let client = RPCClient(broker.configuration)
                let desk = IntakeDesk(pool: pool, outbox: ResultsOutbox(), queue: KnownMatches(), logger: logger)
                let stage = OutageStage(broker: broker, database: database, desk: desk, client: client)
                let result: Result<Void, any Error>
                do { result = .success(try await stage.run(body)) } catch { result = .failure(error) }
                await pool.close()
                try result.get()
            }
        }
    }

    private func run(_ body: @escaping @Sendable (OutageStage) async throws -> Void) async throws {
        let readiness = [Readiness(), Readiness()]
        var services: [any Service] = [client]
        for (index, readiness) in readiness.enumerated() {
            let context = ProgramContext(
                service: "results", instance: "results-\(index + 1)",
                settings: try SettingValues(
                    ResultsSettings.all,
                    environment: [
                        "MUSTER_RESULTS_DATABASE_URL": database.configuration.url,
                        "MUSTER_AMQP_URL": "amqp://\(address)", "MUSTER_RESULTS_DATABASE_CONNECTIONS": "3",
                    ]),
                logger: Logger(label: "muster.tests"), readiness: readiness)
            services.append(ServiceGroup(services: try await ResultsProgram.services(context), logger: context.logger))
            readiness.started()
        }
        try await withServices(services) {
            for readiness in readiness {
                try await eventually("the replica is ready") { await readiness.report().status == .ready }
            }
            try await body(self)
        }
    }

    private var address: String {
        let broker = broker.configuration
        return "\(broker.user):\(broker.password)@\(broker.host):\(broker.port)/"
    }

    /// Reports a match over the broker, as a gateway does, until the answer is success.
    func reportUntilDone(_ match: MatchConfirmation) async throws {
        while true {
            do {
                _ = try await client.call(Confirmations.report(match), deadline: .seconds(2)).get()
                return
            } catch is RPCError {
                try await Task.sleep(for: .milliseconds(100))  // the broker is away: between two tries
            } catch let refusal as Refusal where refusal.code == .unavailable {
                try await Task.sleep(for: .milliseconds(100))  // as above
            }
        }
    }
}

@Suite("The log while RabbitMQ is away", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(4)))
struct LogOutageTests {
    private static func match(_ number: Int) -> MatchConfirmation {
        let digits = String(number)
        return Confirmations.duel("m0a" + String(repeating: "a", count: 20 - digits.count) + digits)
    }

    @Test(
        "Killed for thirty seconds: what was accepted before, meanwhile and after is in the log, in order, under one id"
    )
    func outage() async throws {
        try await OutageStage.with { stage in
            let accepted = Locked<Set<MatchID>>([])
            @Sendable func accept(_ number: Int) async throws {
                let match = Self.match(number)
                try await stage.desk.confirm(match)
                _ = try await stage.desk.report(Confirmations.report(match))
                accepted.withLock { _ = $0.insert(match.matchID) }
            }
            try await withThrowingTaskGroup(of: Void.self) { reporters in
                // These are confirmed before, and reported over the broker, whenever it is there.
                for number in 0..<200 { try await stage.desk.confirm(Self.match(number)) }
                for lane in 0..<8 {
                    reporters.addTask {
                        for number in stride(from: lane, to: 200, by: 8) {
                            try await stage.reportUntilDone(Self.match(number))
                            accepted.withLock { _ = $0.insert(Self.match(number).matchID) }
                        }
                    }
                }
                try await eventually("some are accepted") { accepted.withLock { $0.count } >= 20 }
                try await stage.broker.kill()
                let back = ContinuousClock.now + .seconds(30)
                var number = 1000
                while ContinuousClock.now < back {
                    try await accept(number)
                    number += 1
                    try await Task.sleep(for: .milliseconds(50))  // some twenty a second, for as long as it is away
                }
                try await stage.broker.start()
                for _ in 0..<20 {
                    try await accept(number)
                    number += 1
                }
                try await reporters.waitForAll()
                #expect(accepted.withLock { $0.count } == 200 + number - 1000)
                #expect(number > 1100)
            }

            let expected = Set(accepted.withLock { $0 }.flatMap { ["\($0).1", "\($0).2", "\($0).3"] })
            let reader = LogReader(stage.broker.configuration, from: .first)
            let entries = try await withServices([reader]) {
                var (entries, ids): ([LoggedEvent], Set<String>) = ([], [])
                while ids.count < expected.count, let batch = await reader.nextBatch() {
                    for entry in batch {
                        let event = try entry.event()
                        entries.append(event)
                        ids.insert(event.id)
                    }
                }
                return entries
            }
            #expect(Set(entries.map(\.id)) == expected)
            var known: [String: LoggedEvent] = [:]
            var lastNew: [String: Int] = [:]
            for event in entries {
                if let before = known.updateValue(event, forKey: event.id) {
                    #expect(before == event, "told twice, and not the same")
                } else {
                    #expect(event.sequence == (lastNew[event.subject] ?? 0) + 1, "\(event.id) is out of order")
                    lastNew[event.subject] = event.sequence
                }
            }
        }
    }
}
