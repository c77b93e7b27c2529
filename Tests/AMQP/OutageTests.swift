import AMQP
import Foundation
import TestKit
import Testing

@Suite("Outages of the broker, live", .enabled(if: LiveServers.wanted), .serialized) struct OutageTests {
    private func message(_ text: String) -> Message { Message(body: Data(text.utf8)) }

    @Test(
        "after kill -9 of the broker everything comes back, nothing that was confirmed is lost, stale acks are ignored")
    func killed() async throws {
        try await PrivateRabbitMQ.with { broker in
            try await Administrator(broker.configuration).perform([
                .queue(.quorum("q")), .exchange(ExchangeDeclaration("x", .direct)),
            ])
            try await broker.writeDownQueues()
            let publisher = Publisher(broker.configuration)
            let requester = Requester(broker.configuration)
            let durable = Consumer(broker.configuration, queue: .existing("q"), prefetch: 10, name: "durable")
            let own = Consumer(
                broker.configuration,
                queue: .declared(.exclusive(), bindings: [Binding(queue: "", exchange: "x", routingKey: "k")]),
                prefetch: 10, name: "own")
            try await withServices([publisher, requester, durable, own]) {
                try await publisher.publish(
                    message("kept"), exchange: "", routingKey: "q", waitingForConnection: .seconds(60))
                try await own.connected(within: .seconds(60))
                try await requester.connected(within: .seconds(60))
                let name = own.queue
                let stale = try #require(await durable.nextBatch())
                #expect(stale.count == 1)

                try await broker.kill()
                try await eventually("all notice") {
                    !publisher.isConnected && !requester.isConnected && !durable.isConnected && !own.isConnected
                }
                let error = await #expect(throws: AMQPError.self) {
                    try await publisher.publish(message("refused"), exchange: "", routingKey: "q")
                }
                #expect(error?.code == .unavailable)
                let asked = await #expect(throws: AMQPError.self) {
                    try await requester.request(message("?"), routingKey: "q", within: .seconds(60))
                }
                #expect(asked?.code == .unavailable)
                durable.ack(stale)

                try await broker.start()
                // Two seconds is the longest that a client waits before it tries again.
                try await publisher.connected(within: .seconds(5))
                try await requester.connected(within: .seconds(5))
                try await own.connected(within: .seconds(5))
                durable.ack(stale)
                let again = try #require(await durable.nextBatch())
                #expect(again.map(\.message.body) == stale.map(\.message.body))
                durable.ack(stale)
                durable.ack(again)

                #expect(own.queue != name)
                try await publisher.publish(message("bound"), exchange: "x", routingKey: "k", mandatory: true)
                let bound = try #require(await own.nextBatch())
                #expect(bound.map(\.message.body) == [Data("bound".utf8)])
            }
        }
    }

    @Test("under a memory alarm publishing is refused at once, and goes on when it is over") func alarm() async throws {
        try await PrivateRabbitMQ.with { broker in
            try await Administrator(broker.configuration).perform([.queue(.quorum("q"))])
            let publisher = Publisher(broker.configuration, confirmTimeout: .seconds(2))
            let consumer = Consumer(broker.configuration, queue: .existing("q"), prefetch: 10)
            try await withServices([publisher, consumer]) {
                try await publisher.publish(
                    message("before"), exchange: "", routingKey: "q", waitingForConnection: .seconds(60))
                try await broker.control("set_vm_memory_high_watermark", "0.0001")
                // The broker says so only when the next message comes, whose outcome may be unknown.
                try await eventually("the publisher is told") {
                    do throws(AMQPError) {
                        try await publisher.publish(message("during"), exchange: "", routingKey: "q")
                    } catch {
                        #expect(error.code == .blocked || error.code == .timeout)
                    }
                    return publisher.isBlocked
                }
                let error = await #expect(throws: AMQPError.self) {
                    try await publisher.publish(message("refused"), exchange: "", routingKey: "q")
                }
                #expect(error?.code == .blocked)
                #expect(publisher.isConnected)
                #expect(await consumer.nextBatch() != nil)

                try await broker.control("set_vm_memory_high_watermark", "0.8")
                try await eventually("the alarm is over") { !publisher.isBlocked }
                try await publisher.publish(message("after"), exchange: "", routingKey: "q", mandatory: true)
            }
        }
    }

    @Test(
        "what is confirmed from the first moment after the broker's start on is in a stream that the publisher requires"
    )
    func streams() async throws {
        try await PrivateRabbitMQ.with { broker in
            let publisher = Publisher(broker.configuration, confirmTimeout: .seconds(2), requiring: ["s"])
            let reader = Consumer(
                broker.configuration, queue: .existing("s"), prefetch: 100, arguments: { ["x-stream-offset": "first"] })
            try await withServices([publisher]) {
                await #expect(throws: AMQPError.self) { try await publisher.connected(within: .milliseconds(500)) }
                try await Administrator(broker.configuration).perform([.queue(.stream("s"))])
                try await broker.writeDownQueues()
                try await publisher.connected(within: .seconds(10))
                var confirmed: Set<String> = []
                for round in 0..<3 {
                    for number in 0..<200 {
                        let text = "\(round).\(number)"
                        do throws(AMQPError) {
                            try await publisher.publish(
                                message(text), exchange: "", routingKey: "s", waitingForConnection: .seconds(60))
                            confirmed.insert(text)
                        } catch {
                            continue  // nobody said that it is there
                        }
                    }
                    try await broker.kill()
                    try await broker.start()
                }
                #expect(confirmed.count > 400)
                let expected = confirmed
                try await withServices([reader]) {
                    var missing = expected
                    while !missing.isEmpty, let batch = await reader.nextBatch() {
                        for delivery in batch { missing.remove(String(decoding: delivery.message.body, as: UTF8.self)) }
                        reader.ack(batch)
                    }
                }
            }
        }
    }

    @Test("a connection on which a confirm doesn't come is given up, and the next one works") func unconfirmed()
        async throws
    {
        try await PrivateRabbitMQ.with { broker in
            try await Administrator(broker.configuration).perform([.queue(.quorum("q"))])
            var configuration = broker.configuration
            configuration.heartbeat = .seconds(60)
            let publisher = Publisher(configuration, confirmTimeout: .seconds(1))
            try await withServices([publisher]) {
                try await publisher.connected(within: .seconds(60))
                broker.signal(SIGSTOP)
                let error = await #expect(throws: AMQPError.self) {
                    try await publisher.publish(message("lost"), exchange: "", routingKey: "q")
                }
                #expect(error?.code == .timeout)
                try await eventually("it is given up") { !publisher.isConnected }
                broker.signal(SIGCONT)
                try await publisher.publish(
                    message("after"), exchange: "", routingKey: "q", mandatory: true,
                    waitingForConnection: .seconds(30))
            }
        }
    }

    @Test("a broker that stopped reading cannot hold a publisher for ever") func stuck() async throws {
        try await PrivateRabbitMQ.with { broker in
            try await Administrator(broker.configuration).perform([.queue(.quorum("q"))])
            var configuration = broker.configuration
            configuration.writeTimeout = .milliseconds(500)
            configuration.heartbeat = .seconds(60)
            configuration.connectTimeout = .seconds(1)
            let publisher = Publisher(configuration)
            try await withServices([publisher]) {
                try await publisher.connected(within: .seconds(60))
                broker.signal(SIGSTOP)
                let large = Message(body: Data(repeating: 0, count: 64 << 20))
                let error = await #expect(throws: AMQPError.self) {
                    try await publisher.publish(large, exchange: "", routingKey: "q")
                }
                #expect(error?.code == .connectionLost)
                // Whoever was told of a lost connection never meets one that still passes for alive.
                #expect(!publisher.isConnected)
                broker.signal(SIGCONT)
                try await publisher.publish(
                    message("after"), exchange: "", routingKey: "q", mandatory: true,
                    waitingForConnection: .seconds(20))
            }
        }
    }
}
