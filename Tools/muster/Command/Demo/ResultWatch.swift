import AMQP
import Contracts
import FoundationEssentials
import Logging
import Threads

/// Hears of recorded results as any operator can: by a queue of its own on `muster.events`.
final class ResultWatch: Sendable {
    private struct State {
        var recorded: [MatchID: MatchRecord] = [:]
        var repeated = 0
        var unreadable = 0
    }

    private let consumer: Consumer
    private let state = Locked(State())

    /// - Parameter url: of the broker, `amqp://…`.
    init(url: String, logger: Logger) throws(AMQPError) {
        var random = SystemRandomNumberGenerator()
        let queue = "ops.demo.\(RandomText.base32(length: 10, using: &random))"
        consumer = Consumer(
            try AMQPConfiguration(url: url),
            queue: .declared(
                .exclusive(queue),
                bindings: [Binding(queue: "", exchange: BrokerNames.events, routingKey: MatchResultRecorded.type)]),
            prefetch: 200, name: "demo", logger: logger)
    }

    /// Watches until `stop`, and hands each result on once, in the order of arrival.
    func run(_ recorded: @escaping @Sendable (MatchRecord) -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.consumer.run() }
            for await batch in consumer.batches {
                for delivery in batch { take(delivery).map(recorded) }
                consumer.ack(batch)
            }
            try await group.waitForAll()
        }
    }

    /// Returns once nothing is missed any more.
    func watching(within limit: Duration) async throws(AMQPError) { try await consumer.connected(within: limit) }

    func stop() { consumer.stop() }

    var results: [MatchID: MatchRecord] { state.withLock { $0.recorded } }

    /// Deliveries of results that were known already: allowed (at least once), but worth knowing.
    var repeated: Int { state.withLock { $0.repeated } }
    /// Messages that aren't events.
    var unreadable: Int { state.withLock { $0.unreadable } }

    private func take(_ delivery: Delivery) -> MatchRecord? {
        struct CloudEvent: Decodable { var data: MatchRecord }
        let match: MatchRecord
        do {
            match = try JSONDecoder().decode(CloudEvent.self, from: delivery.message.body).data
        } catch {
            state.withLock { $0.unreadable += 1 }
            return nil
        }
        return state.withLock { state in
            guard state.recorded.updateValue(match, forKey: match.matchID) == nil else {
                state.repeated += 1
                return nil
            }
            return match
        }
    }
}
