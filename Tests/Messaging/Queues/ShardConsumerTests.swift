import AMQP
import Contracts
import Foundation
import Messaging
import TestKit
import Testing

@Suite("Commands to shards, live", .enabled(if: LiveServers.wanted)) struct ShardConsumerTests {
    private struct Setup: Sendable {
        let host: TestVirtualHost
        let client: RPCClient
        let replies: Publisher
        let deadLetters: Publisher

        func consumer() -> ShardConsumer {
            ShardConsumer(host.configuration, shard: Shard.all[3], replies: replies, deadLetters: deadLetters)
        }
    }

    private func withSetup(_ body: @escaping @Sendable (Setup) async throws -> Void) async throws {
        try await TestVirtualHost.with { host in
            try await TopologyAdministrator(host.configuration).apply(.muster)
            let setup = Setup(
                host: host, client: RPCClient(host.configuration),
                replies: Publisher(host.configuration, name: "reply", confirms: false),
                deadLetters: Publisher(host.configuration, name: "dead"))
            try await withServices([setup.client, setup.replies, setup.deadLetters]) {
                try await setup.client.connected(within: .seconds(60))
                try await setup.replies.connected(within: .seconds(60))
                try await setup.deadLetters.connected(within: .seconds(60))
                try await body(setup)
            }
        }
    }

    private func command(_ id: String) -> RenewCookie { RenewCookie(commandID: CommandID(id), playerID: "p") }

    @Test("a command waits for its shard's owner, who answers it; a notice needs no answer") func answered()
        async throws
    {
        try await withSetup { setup in
            let shard = Shard.all[3]
            async let reply = setup.client.call(command("c1"), shard: shard, deadline: .seconds(20))
            try await setup.client.notify(WatchPlayers(gateway: "g", players: ["p"]), shard: shard)
            let consumer = setup.consumer()
            try await withServices([consumer]) {
                var names: Set<String> = []
                while names.count < 2, let batch = await consumer.nextBatch() {
                    for request in batch {
                        names.insert(request.name)
                        if request.name == RenewCookie.name {
                            #expect(try request.decode(RenewCookie.self) == command("c1"))
                            try request.reply(RenewCookie.Reply.success(Done()))
                        } else {
                            request.done()
                        }
                    }
                }
            }
            let answer = try await reply
            #expect(answer == .success(Done()))
        }
    }

    @Test("what an owner leaves unanswered comes to the next one, and an owner that is not one says moved")
    func handedOver() async throws {
        try await withSetup { setup in
            async let reply = setup.client.call(command("c1"), shard: Shard.all[3], deadline: .seconds(20))
            let first = setup.consumer()
            try await withServices([first]) {
                #expect(await first.nextBatch()?.count == 1)
                first.stop(immediately: true)
            }
            let second = setup.consumer()
            try await withServices([second]) {
                let batch = try #require(await second.nextBatch())
                #expect(batch.map(\.deliveryCount) == [1])
                batch[0].fail(.moved)
            }
            var failure: RPCError?
            do { _ = try await reply } catch { failure = error as? RPCError }
            #expect(failure == .moved)
        }
    }

    @Test("what is no list of requests goes to the dead letters") func undecodable() async throws {
        try await withSetup { setup in
            let administrator = Administrator(setup.host.configuration)
            try await setup.deadLetters.publish(
                Message(body: Data("nonsense".utf8)), exchange: BrokerNames.shards, routingKey: "3", mandatory: true)
            let consumer = setup.consumer()
            try await withServices([consumer]) {
                async let nothing = consumer.nextBatch()
                try await eventually("it is dead") {
                    try await administrator.perform([.checkQueue("queue.shard.v1.3.dead")])[0].messages == 1
                }
                consumer.stop()
                #expect(await nothing == nil)
            }
        }
    }

    @Test("a command that kills every owner goes to the dead letters, those prefetched beside it are carried out")
    func poison() async throws {
        try await withSetup { setup in
            let guilty = CommandID("c7")
            for number in 0..<20 {
                // A message each, as if from different gateways.
                let body =
                    #"[{"type":"\#(RenewCookie.name)","deadlineMilliseconds":600000,"#
                    + #""body":{"commandID":"c\#(number)","playerID":"p"}}]"#
                try await setup.deadLetters.publish(
                    Message(body: Data(body.utf8)), exchange: BrokerNames.shards, routingKey: "3", mandatory: true)
            }
            var done: Set<CommandID> = []
            for life in 0..<5 {
                let consumer = setup.consumer()
                let handled = try await withServices([consumer]) {
                    var handled: Set<CommandID> = []
                    while let batch = await consumer.nextBatch() {
                        let commands = try batch.map { ($0, try $0.decode(RenewCookie.self).commandID) }
                        // An owner dies before it has answered anything of the batch.
                        if let fatal = commands.first(where: { $0.1 == guilty }) {
                            #expect(fatal.0.deliveryCount == life)
                            consumer.stop(immediately: true)
                            return handled
                        }
                        for (request, id) in commands {
                            request.done()
                            handled.insert(id)
                        }
                    }
                    return handled
                }
                done.formUnion(handled)
            }
            let administrator = Administrator(setup.host.configuration)
            let consumer = setup.consumer()
            let left = 19 - done.count
            let last = try await withServices([consumer]) {
                var handled: Set<CommandID> = []
                while handled.count < left, let batch = await consumer.nextBatch() {
                    for request in batch {
                        handled.insert(try request.decode(RenewCookie.self).commandID)
                        request.done()
                    }
                }
                async let rest = consumer.nextBatch()
                try await eventually("the guilty one is dead, and nothing is left") {
                    let queues = ["queue.shard.v1.3.dead", "queue.shard.v1.3"].map { Declaration.checkQueue($0) }
                    return try await administrator.perform(queues).map(\.messages) == [1, 0]
                }
                consumer.stop()
                #expect(await rest == nil)
                return handled
            }
            #expect(done.union(last).count == 19)
            #expect(!done.union(last).contains(guilty))
        }
    }

    @Test("a message to a gateway reaches its own queue, one to all reaches every gateway's") func gateways()
        async throws
    {
        try await withSetup { setup in
            let heard = AsyncStream<String>.makeStream()
            func listener(_ gateway: GatewayID) -> GatewayListener {
                GatewayListener(setup.host.configuration, gateway: gateway) { type, _ in
                    heard.continuation.yield("\(gateway) \(type)")
                }
            }
            let (first, second) = (listener("g1"), listener("g2"))
            let publisher = GatewayPublisher(setup.host.configuration)
            try await withServices([first, second, publisher]) {
                try await first.connected(within: .seconds(60))
                try await second.connected(within: .seconds(60))
                try await publisher.connected(within: .seconds(60))
                #expect(publisher.post(ServersChanged(serverUsers: []), to: "g2"))
                #expect(publisher.post(ShardTakenOver(shard: Shard.all[3]), to: nil))
                var all: Set<String> = []
                for await one in heard.stream.prefix(3) { all.insert(one) }
                #expect(
                    all == [
                        "g2 \(ServersChanged.name)", "g1 \(ShardTakenOver.name)", "g2 \(ShardTakenOver.name)",
                    ])
            }
        }
    }
}
