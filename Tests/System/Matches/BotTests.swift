import AMQP
import Contracts
import FoundationEssentials
import Load
import Logging
import TestKit
import Testing
import Threads

extension SystemSuite.Outside {
    /// Bots on real match servers, in every mode that ships.
    @Suite(.timeLimit(.minutes(3))) struct BotTests {
        @Test("Twenty bots play all modes; every result is published once, and nothing of them is left")
        func manyBots() async throws {
            let stack = try stack()
            var plan = LoadPlan(gateway: stack.gatewayURL, serverKey: stack.serverKey, groups: LoadPlan.mixed(bots: 20))
            plan.servers = 2
            plan.matches = 30
            plan.time = .seconds(60)
            let logger = Logger(label: "bots") { _ in NoOpLogHandler() }
            let recorded = Locked<[MatchID: Int]>([:])
            let consumer = Consumer(
                try AMQPConfiguration(url: stack.amqpURL),
                queue: .declared(
                    .exclusive("ops.test"),
                    bindings: [Binding(queue: "", exchange: BrokerNames.events, routingKey: MatchResultRecorded.type)]),
                prefetch: 100, logger: logger)
            let bounded = plan
            let ledger = MatchLedger()
            try await withServices([consumer]) {
                try await consumer.connected(within: .seconds(60))
                let reading = Task {
                    for await batch in consumer.batches {
                        for delivery in batch {
                            let event = try JSONDecoder().decode(RecordedEvent.self, from: delivery.message.body)
                            recorded.withLock { $0[event.data.matchID, default: 0] += 1 }
                        }
                        consumer.ack(batch)
                    }
                }
                let outcome = try await LoadRun(bounded, ledger: ledger, logger: logger).run()
                #expect(outcome.stuck.isEmpty)
                try await eventually("all results are published") {
                    let published = recorded.withLock { Set($0.keys) }
                    return ledger.matches.filter { !$0.value.completed.isEmpty }.keys.allSatisfy(published.contains)
                }
                reading.cancel()
            }
            #expect(ledger.completedCount >= 30)
            #expect(Set(ledger.matches.values.map(\.mode)) == ["duel", "duo", "brawl"].map { ModeName($0) }.asSet)
            #expect(ledger.matches.values.allSatisfy { !$0.abandoned })
            #expect(recorded.withLock { $0.values.allSatisfy { $0 == 1 } })
            // The gateway's list of modes is a few seconds old.
            try await eventually("nobody waits any more") {
                try await stack.anonymous().modes().modes.allSatisfy { $0.playersWaiting == 0 }
            }
        }

        private struct RecordedEvent: Decodable {
            var id: String
            var specversion: String
            var data: MatchRecord
        }
    }
}

extension Array where Element: Hashable {
    fileprivate var asSet: Set<Element> { Set(self) }
}
