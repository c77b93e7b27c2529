import AMQP
import Contracts
import Foundation
import HTTPClient
import Messaging
import TestKit
import Testing

extension SystemSuite {
    /// What services of this release do with messages of a newer one, and with what is no message at all.
    @Suite(.stack, .timeLimit(.minutes(3))) struct UnknownMessageTests {
        private static let patience = Duration.seconds(20)

        private func withClient(
            _ body: @escaping @Sendable (RPCClient, AMQPConfiguration) async throws -> Void
        ) async throws {
            let configuration = try AMQPConfiguration(url: try stack().amqpURL)
            let client = RPCClient(configuration)
            try await withServices([client]) {
                try await client.connected(within: .seconds(60))
                try await body(client, configuration)
            }
        }

        /// Whether the request is answered with `unsupported`.
        private func isUnsupported(_ request: some ServiceRequest, _ client: RPCClient) async throws -> Bool {
            do {
                _ = try await client.call(request, deadline: Self.patience)
                return false
            } catch RPCError.unsupported {
                return true
            }
        }

        private func isUnsupported(_ command: some ShardCommand, _ client: RPCClient) async throws -> Bool {
            do {
                _ = try await client.call(command, shard: Shard.all[0], deadline: Self.patience)
                return false
            } catch RPCError.unsupported {
                return true
            }
        }

        /// Messages in all queues of dead letters.
        private static func dead(_ configuration: AMQPConfiguration) async throws -> [String: Int] {
            let queues = Topology.muster.queues.map(\.name).filter { $0.hasSuffix(".dead") }
            let checked = try await Administrator(configuration).perform(queues.map { .checkQueue($0) })
            return Dictionary(uniqueKeysWithValues: zip(queues, checked.map(\.messages))).filter { $0.value > 0 }
        }

        @Test(
            "A request that a service doesn't know, or can't read, is answered as unsupported, and the next ones as ever"
        )
        func requests() async throws {
            try await withClient { client, broker in
                #expect(try await isUnsupported(Novelty<ToAuth>(), client))
                #expect(try await isUnsupported(Novelty<ToQueue>(), client))
                #expect(try await isUnsupported(Novelty<ToHosts>(), client))
                #expect(try await isUnsupported(Novelty<ToResults>(), client))
                #expect(try await isUnsupported(Rewritten<CheckSession>(), client))
                #expect(try await isUnsupported(Rewritten<GetPlayerState>(), client))
                #expect(try await isUnsupported(Rewritten<FindHost>(), client))
                #expect(try await isUnsupported(Rewritten<GetMatch>(), client))
                #expect(try await isUnsupported(SleepingHost(), client))
                #expect(try await client.call(FindAccounts(usernames: []), deadline: Self.patience) == [])
                #expect(try await client.call(ListModes(), deadline: Self.patience).isEmpty == false)
                #expect(try await client.call(ListHosts(), deadline: Self.patience) == [])
                let match = try await client.call(
                    GetMatch(matchID: "m00aaaaaaaaaaaaaaaaaaaa", caller: "p", callerIsOperator: true),
                    deadline: Self.patience)
                #expect(throws: Refusal.self) { try match.get() }
                #expect(try await Self.dead(broker) == [:])
            }
        }

        @Test(
            "A command that a shard's owner doesn't know, or can't read, is answered as unsupported, and no dead letter"
        )
        func commands() async throws {
            try await withClient { client, broker in
                try await client.notify(Wink(), shard: Shard.all[0])
                #expect(try await isUnsupported(TeleportTicket(commandID: "future-1"), client))
                #expect(try await isUnsupported(PauseMatch(commandID: "future-2"), client))
                let known = RenewCookie(commandID: "present-1", playerID: "nobody")
                let reply = try await client.call(known, shard: Shard.all[0], deadline: Self.patience)
                #expect(reply == .success(Done()))
                #expect(try await Self.dead(broker) == [:])
            }
        }

        @Test(
            "An event that can't be read goes to the dead letters of its queue; types that are newer, and those behind, go on",
            arguments: [BrokerNames.queueInbox, BrokerNames.resultsInbox])
        func events(queue: String) async throws {
            try await withClient { _, broker in
                let administrator = Administrator(broker)
                let publisher = Publisher(broker)
                try await withServices([publisher]) {
                    let before = try await Self.dead(broker)[BrokerNames.deadLetters(of: queue)] ?? 0
                    for body in [
                        Self.event("system.future.happened.v7", #"{"any":"thing"}"#),
                        Self.event(UserDeleted.type, #"{"playerID":{"not":"an id"}}"#), "nonsense",
                        Self.event(UserDeleted.type, #"{"playerID":"p-\#(queue)","memberOfTheFuture":[1]}"#),
                    ] {
                        try await publisher.publish(
                            Message(body: Data(body.utf8)), exchange: "", routingKey: queue, mandatory: true,
                            waitingForConnection: .seconds(60))
                    }
                    try await eventually("two are dead, and none waits") {
                        let dead = try await Self.dead(broker)[BrokerNames.deadLetters(of: queue)] ?? 0
                        return try await administrator.perform([.checkQueue(queue)])[0].messages == 0
                            && dead == before + 2
                    }
                    // For the other tests of this stack.
                    try await Self.drain(BrokerNames.deadLetters(of: queue), of: broker, count: 2)
                }
            }
        }

        @Test("A gateway passes over what it doesn't know or can't read, and goes on hearing")
        func gateways() async throws {
            let broker = try AMQPConfiguration(url: try stack().amqpURL)
            let messages = GatewayPublisher(broker)
            let publisher = Publisher(broker)
            try await withServices([messages, publisher]) {
                try await messages.connected(within: .seconds(60))
                #expect(messages.post(Applause(), to: nil))
                try await publisher.publish(
                    Message(body: Data("nonsense".utf8), properties: MessageProperties(type: PlayerStates.name)),
                    exchange: BrokerNames.gateways, routingKey: BrokerNames.allGateways,
                    waitingForConnection: .seconds(60))
            }
            // A state that is told only by such a message: the poll hears of the match at once.
            let (players, server, _) = try await stack().confirmedDuel()
            #expect(players.count == 2)
            try await server.revoke()
        }

        private static func event(_ type: String, _ data: String) -> String {
            """
            {"specversion":"1.0","id":"\(UUID().uuidString)","source":"/muster/future","type":"\(type)","subject":"s",\
            "data":\(data),"attributeofthefuture":{"deep":[1]}}
            """
        }

        private static func drain(_ queue: String, of broker: AMQPConfiguration, count: Int) async throws {
            let consumer = Consumer(broker, queue: .existing(queue), prefetch: 10)
            try await withServices([consumer]) {
                var left = count
                while left > 0, let batch = await consumer.nextBatch() {
                    consumer.ack(batch)
                    left -= batch.count
                }
                try await eventually("they are settled") {
                    try await Administrator(broker).perform([.checkQueue(queue)])[0].messages == 0
                }
            }
        }
    }
}
