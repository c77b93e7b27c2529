import AMQP
import Foundation
import TestKit
import Testing

@Suite("Consumer, live", .enabled(if: LiveServers.wanted)) struct ConsumerTests {
    private func publish(_ count: Int, to queue: String, by publisher: Publisher) async throws {
        try await publisher.connected(within: .seconds(60))
        for number in 0..<count {
            try await publisher.publish(
                Message(body: Data("\(number)".utf8)), exchange: "", routingKey: queue, mandatory: true)
        }
    }

    private func text(_ delivery: Delivery) -> String { String(decoding: delivery.message.body, as: UTF8.self) }

    /// Reads until there are `count` deliveries.
    private func take(_ count: Int, from consumer: Consumer) async throws -> [Delivery] {
        var all: [Delivery] = []
        while all.count < count, let batch = await consumer.nextBatch() { all += batch }
        return all
    }

    @Test("no more than the prefetch arrives unsettled, in order; settled ones make room") func prefetch() async throws
    {
        try await TestVirtualHost.with { host in
            try await Administrator(host.configuration).perform([.queue(.quorum("q"))])
            let publisher = Publisher(host.configuration)
            let consumer = Consumer(host.configuration, queue: .existing("q"), prefetch: 3)
            try await withServices([publisher, consumer]) {
                try await publish(8, to: "q", by: publisher)
                let first = try await take(3, from: consumer)
                #expect(first.map(text) == ["0", "1", "2"])
                consumer.ack(first[1])
                let second = try await take(1, from: consumer)
                #expect(second.map(text) == ["3"])
                consumer.ack([first[0], first[2]])
                consumer.ack(second)
                let third = try await take(3, from: consumer)
                #expect(third.map(text) == ["4", "5", "6"])
                consumer.prefetch = 10
                let last = try await take(1, from: consumer)
                #expect(last.map(text) == ["7"])
            }
        }
    }

    @Test("a requeued delivery comes again and says how often; a rejected one does not") func redelivery() async throws
    {
        try await TestVirtualHost.with { host in
            try await Administrator(host.configuration).perform([.queue(.quorum("q"))])
            let publisher = Publisher(host.configuration)
            let consumer = Consumer(host.configuration, queue: .existing("q"), prefetch: 1)
            try await withServices([publisher, consumer]) {
                try await publish(2, to: "q", by: publisher)
                let first = try await take(1, from: consumer)[0]
                #expect(!first.isRedelivered)
                #expect(first.deliveryCount == 0)
                consumer.nack(first, requeue: false)
                for count in 0..<3 {
                    let delivery = try await take(1, from: consumer)[0]
                    #expect(text(delivery) == "1")
                    #expect(delivery.deliveryCount == count)
                    #expect(delivery.isRedelivered == (count > 0))
                    consumer.nack(delivery, requeue: true)
                }
            }
        }
    }

    @Test("a queue deleted under its consumer is declared and bound again") func cancelled() async throws {
        try await TestVirtualHost.with { host in
            let administrator = Administrator(host.configuration)
            try await administrator.perform([.exchange(ExchangeDeclaration("x", .direct))])
            let publisher = Publisher(host.configuration)
            let subscriptions = AsyncStream<Void>.makeStream()
            let consumer = Consumer(
                host.configuration,
                queue: .declared(.transient("t"), bindings: [Binding(queue: "", exchange: "x", routingKey: "k")]),
                prefetch: 5, onSubscribed: { subscriptions.continuation.yield() })
            try await withServices([publisher, consumer]) {
                try await publisher.connected(within: .seconds(60))
                var subscribed = subscriptions.stream.makeAsyncIterator()
                await subscribed.next()
                try await administrator.perform([.deleteQueue("t")])
                await subscribed.next()
                try await publisher.publish(
                    Message(body: Data("again".utf8)), exchange: "x", routingKey: "k", mandatory: true)
                let delivery = try await take(1, from: consumer)[0]
                #expect(text(delivery) == "again")
                #expect(delivery.exchange == "x")
                #expect(delivery.routingKey == "k")
                consumer.ack(delivery)
            }
        }
    }

    @Test("a durable queue deleted and made again by others is found again") func remade() async throws {
        try await TestVirtualHost.with { host in
            let administrator = Administrator(host.configuration)
            try await administrator.perform([.queue(.quorum("q"))])
            let publisher = Publisher(host.configuration)
            let consumer = Consumer(host.configuration, queue: .existing("q"), prefetch: 5)
            try await withServices([publisher, consumer]) {
                try await publisher.connected(within: .seconds(60))
                try await consumer.connected(within: .seconds(60))
                try await administrator.perform([.deleteQueue("q")])
                try await eventually("the consumer notices") { !consumer.isConnected }
                try await administrator.perform([.queue(.quorum("q"))])
                try await publisher.publish(Message(body: Data("x".utf8)), exchange: "", routingKey: "q")
                #expect(try await take(1, from: consumer).count == 1)
            }
        }
    }

    @Test("stopping ends the batches, waits for what was taken, and gives the rest back") func stop() async throws {
        try await TestVirtualHost.with { host in
            let administrator = Administrator(host.configuration)
            try await administrator.perform([.queue(.quorum("q"))])
            let publisher = Publisher(host.configuration)
            let consumer = Consumer(host.configuration, queue: .existing("q"), prefetch: 2)
            try await withServices([publisher]) {
                try await publish(4, to: "q", by: publisher)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await consumer.run() }
                    let taken = try await take(2, from: consumer)
                    consumer.stop()
                    #expect(await consumer.nextBatch() == nil)
                    #expect(consumer.isConnected)
                    consumer.ack(taken)
                    try await group.waitForAll()
                }
                #expect(!consumer.isConnected)
                try await eventually("two are left") {
                    try await administrator.perform([.checkQueue("q")])[0].messages == 2
                }
            }
        }
    }

    @Test("properties and headers arrive as they were sent") func properties() async throws {
        try await TestVirtualHost.with { host in
            try await Administrator(host.configuration).perform([.queue(.quorum("q"))])
            let publisher = Publisher(host.configuration)
            let consumer = Consumer(host.configuration, queue: .existing("q"), prefetch: 1)
            let sent = Message(
                body: Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) }),
                properties: MessageProperties(
                    messageID: "id", correlationID: "correlation", replyTo: "reply", contentType: "application/json",
                    type: "a.b.c.v1", appID: "app", expirationMilliseconds: 60_000, deliveryMode: .persistent,
                    headers: [
                        "text": "ä", "number": 42, "flag": true, "real": .double(1.5), "none": .void,
                        "raw": .bytes(Data([0, 255])), "time": .timestamp(1_700_000_000), "list": .array([1, "two"]),
                    ], timestamp: 1_700_000_001))
            try await withServices([publisher, consumer]) {
                try await publisher.connected(within: .seconds(60))
                try await publisher.publish(sent, exchange: "", routingKey: "q", mandatory: true)
                let delivery = try await take(1, from: consumer)[0]
                #expect(delivery.message.body == sent.body)
                #expect(delivery.message.properties == sent.properties)
            }
        }
    }
}
