import Contracts
import Messaging
import Postgres
import ServiceLifecycle
import TestKit
import Testing
import Threads
import Tracing

/// An event for tests: something numbered happened to a subject.
private struct Happened: Event {
    static let type = "test.happened.v1"
    static let source = ServiceName.auth
    static let audience = EventAudience.services
    var subject: String
    var number: Int
}

/// A broker that takes everything, or refuses everything, and remembers.
private final class Broker: Sendable {
    struct Refused: Error {}
    private let state = Locked((isUp: true, taken: [OutboxEvent]()))

    var taken: [OutboxEvent] { state.withLock { $0.taken } }
    func setUp(_ isUp: Bool) { state.withLock { $0.isUp = isUp } }
    func take(_ event: OutboxEvent) async throws {
        try state.withLock { state throws(Refused) in
            guard state.isUp else { throw Refused() }
            state.taken.append(event)
        }
    }
}

@Suite("The outbox and its relay", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct OutboxRelayTests {
    private static func withPool(_ body: @Sendable (PostgresPool) async throws -> Void) async throws {
        try await TestDatabase.with { database in
            let pool = PostgresPool(database.configuration)
            let migration = Migration(version: 1, name: "outbox", sql: Outbox.schema + Outbox.traceSchema)
            _ = try await Migrator(service: "test", migrations: [migration]).migrate(database.configuration)
            let result: Result<Void, any Error>
            do { result = .success(try await body(pool)) } catch { result = .failure(error) }
            await pool.close()
            try result.get()
        }
    }

    /// Runs relays, one for each outbox, while `body` does, and lets them drain.
    private static func relaying(
        _ outboxes: [Outbox], _ pool: PostgresPool, to broker: Broker, pollInterval: Duration = .milliseconds(50),
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let group = ServiceGroup(
            services: outboxes.map { outbox in
                OutboxRelay(outbox, pool: pool, pollInterval: pollInterval, publish: broker.take)
            }, logger: .init(label: "muster.tests"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("What is committed is published once under its id, what is rolled back never")
    func commits() async throws {
        try await Self.withPool { pool in
            let (outbox, broker) = (Outbox(), Broker())
            try await Self.relaying([outbox], pool, to: broker) {
                struct Whim: Error {}
                await #expect(throws: Whim.self) {
                    try await pool.withTransaction { transaction in
                        try outbox.append(Happened(subject: "a", number: 0), to: transaction)
                        try await transaction.query("SELECT 1")
                        throw Whim()
                    }
                }
                try await pool.withTransaction { transaction in
                    try outbox.append(Happened(subject: "a", number: 1), id: "a.1", sequence: 1, to: transaction)
                }
                outbox.wake("a")
                try await eventually("it is published and marked") {
                    guard !broker.taken.isEmpty else { return false }
                    return try await !outbox.hasUnsent(in: pool)
                }
            }
            #expect(broker.taken.map(\.id) == ["a.1"])
            #expect(broker.taken.first?.sequence == 1)
            #expect(broker.taken.first?.data == #"{"number":1,"subject":"a"}"#)
        }
    }

    @Test("An event belongs to the trace of the task that commits it")
    func traces() async throws {
        try await Self.withPool { pool in
            let (outbox, broker) = (Outbox(), Broker())
            let trace = TraceContext.random()
            try await Self.relaying([outbox], pool, to: broker) {
                try await Self.append(0..<1, of: "a", outbox, pool)
                try await ServiceContext.withValue(ServiceContext(traceContext: trace, requestID: nil)) {
                    try await Self.append(1..<2, of: "a", outbox, pool)
                }
                try await eventually("both are published") { broker.taken.count == 2 }
            }
            #expect(broker.taken.map(\.trace) == [nil, trace])
        }
    }

    @Test("What nobody rang for is found by the poll, and shutdown leaves nothing behind")
    func pollsAndDrains() async throws {
        try await Self.withPool { pool in
            let (outbox, broker) = (Outbox(partitions: 4), Broker())
            try await Self.relaying([outbox], pool, to: broker) {
                try await Self.append(0..<1, of: "a", outbox, pool)
                try await eventually("the poll finds it") { broker.taken.count == 1 }
            }
            try await Self.relaying([outbox], pool, to: broker, pollInterval: .seconds(600)) {}
            let late = Outbox(partitions: 4)
            try await Self.relaying([late], pool, to: broker, pollInterval: .seconds(600)) {
                for subject in ["a", "b", "c", "d", "e"] { try await Self.append(1..<2, of: subject, late, pool) }
            }
            #expect(broker.taken.count == 6)
        }
    }

    @Test("While the broker is away everything waits, and is published in order when it is back")
    func outage() async throws {
        try await Self.withPool { pool in
            let (outbox, broker) = (Outbox(), Broker())
            broker.setUp(false)
            try await Self.relaying([outbox], pool, to: broker) {
                try await Self.append(0..<20, of: "a", outbox, pool)
                outbox.wake("a")
                #expect(try await outbox.hasUnsent(in: pool))
                #expect(try await !outbox.hasUnsent(except: [Happened.type], in: pool))
                broker.setUp(true)
                try await eventually("all are published") { broker.taken.count == 20 }
            }
            #expect(broker.taken.map(\.sequence) == Array(0..<20))
        }
    }

    @Test("Two relays at once publish each event once, those of a subject in order")
    func replicas() async throws {
        try await Self.withPool { pool in
            let (one, two, broker) = (Outbox(partitions: 4), Outbox(partitions: 4), Broker())
            let subjects = (0..<8).map { "subject-\($0)" }
            try await Self.relaying([one, two], pool, to: broker) {
                try await withThrowingTaskGroup(of: Void.self) { writers in
                    for subject in subjects {
                        writers.addTask {
                            for number in 0..<40 {
                                let outbox = number % 2 == 0 ? one : two
                                try await Self.append(number..<number + 1, of: subject, outbox, pool)
                                outbox.wake(subject)
                            }
                        }
                    }
                    try await writers.waitForAll()
                }
                try await eventually("all are published") { try await !one.hasUnsent(in: pool) }
            }
            #expect(broker.taken.count == 8 * 40)
            for subject in subjects {
                #expect(broker.taken.filter { $0.subject == subject }.map(\.sequence) == Array(0..<40))
            }
        }
    }

    private static func append(
        _ numbers: Range<Int>, of subject: String, _ outbox: Outbox, _ pool: PostgresPool
    ) async throws {
        for number in numbers {
            try await pool.withTransaction { transaction in
                try outbox.append(Happened(subject: subject, number: number), sequence: number, to: transaction)
            }
        }
    }
}
