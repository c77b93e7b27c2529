import Contracts
import IntakeCore
import Logging
import Postgres
import TestKit
import Threads

@testable import ResultsService

/// The desk of results over a database of a test's own, with a queue that knows what it is told to.
struct IntakeFixture: Sendable {
    let configuration: PostgresConfiguration
    let pool: PostgresPool
    let desk: IntakeDesk
    let queue: KnownMatches

    static func with<Result: Sendable>(
        _ body: @Sendable (IntakeFixture) async throws -> Result
    ) async throws -> Result {
        try await TestDatabase.with { database in
            _ = try await Migrator(service: "results", migrations: ResultsMigrations.all)
                .migrate(database.configuration)
            return try await open(database.configuration, body)
        }
    }

    /// Another replica over the same database.
    static func open<Result: Sendable>(
        _ configuration: PostgresConfiguration, _ body: @Sendable (IntakeFixture) async throws -> Result
    ) async throws -> Result {
        // What is tested is who comes first, not how quick the machine is.
        var patient = configuration
        patient.acquireTimeout = .seconds(30)
        let pool = PostgresPool(patient)
        let queue = KnownMatches()
        let desk = IntakeDesk(pool: pool, outbox: ResultsOutbox(), queue: queue, logger: Logger(label: "muster.tests"))
        let fixture = IntakeFixture(configuration: configuration, pool: pool, desk: desk, queue: queue)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
        await pool.close()
        return try result.get()
    }

    func report(_ request: ReportMatch) async throws -> Refusal.Code? {
        do {
            _ = try await desk.report(request)
            return nil
        } catch let refusal as Refusal {
            return refusal.code
        }
    }

    /// `type id` of every event committed, in order.
    func events() async throws -> [String] {
        var events: [String] = []
        for row in try await pool.query("SELECT type, event_id FROM outbox ORDER BY id") {
            events.append("\(try row.decode("type", as: String.self)) \(try row.decode("event_id", as: String.self))")
        }
        return events
    }
}

/// Stands in for the queue's answers: what it knows, or that it can't be asked.
final class KnownMatches: MatchSource {
    private struct State {
        var matches: [MatchID: MatchConfirmation] = [:]
        var isReachable = true
        var asked = 0
    }
    private let state = Locked(State())

    func know(_ match: MatchConfirmation) { state.withLock { $0.matches[match.matchID] = match } }
    func setReachable(_ isReachable: Bool) { state.withLock { $0.isReachable = isReachable } }
    var timesAsked: Int { state.withLock { $0.asked } }

    func confirmation(of matchID: MatchID) async throws -> MatchConfirmation? {
        try state.withLock { state throws(Refusal) in
            guard state.isReachable else { throw Refusal(.unavailable) }
            state.asked += 1
            return state.matches[matchID]
        }
    }
}
