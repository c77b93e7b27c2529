import AMQP
import Foundation
import TestKit
import Testing
import Threads

@Suite("Requester, live", .enabled(if: LiveServers.wanted)) struct RequesterTests {
    /// A service at the queue `echo` that answers with what it was asked.
    private func withEcho(
        answering: Bool = true,
        _ body: @escaping @Sendable (Requester) async throws -> Void
    ) async throws {
        try await TestVirtualHost.with { host in
            let requester = Requester(host.configuration)
            let replies = Publisher(host.configuration, name: "reply", confirms: false)
            let consumer = Consumer(host.configuration, queue: .declared(.transient("echo")), prefetch: 100)
            try await withServices([requester, replies, consumer]) {
                try await requester.connected(within: .seconds(60))
                try await replies.connected(within: .seconds(60))
                try await consumer.connected(within: .seconds(60))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for await batch in consumer.batches {
                            for delivery in batch where answering {
                                let properties = delivery.message.properties
                                replies.post(
                                    Message(
                                        body: delivery.message.body,
                                        properties: MessageProperties(
                                            correlationID: properties.correlationID, deliveryMode: .transient)),
                                    exchange: "", routingKey: properties.replyTo ?? "")
                            }
                            consumer.ack(batch)
                        }
                    }
                    try await body(requester)
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("a reply finds the one who asked, also with many outstanding") func roundTrip() async throws {
        try await withEcho { requester in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let body = Data("\(number)".utf8)
                        let reply = try await requester.request(
                            Message(body: body, properties: MessageProperties(deliveryMode: .transient)),
                            routingKey: "echo", within: .seconds(60))
                        #expect(reply.body == body)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("a queue that nobody serves is unroutable at once") func unroutable() async throws {
        try await withEcho { requester in
            let error = await #expect(throws: AMQPError.self) {
                try await requester.request(Message(body: Data()), routingKey: "nobody", within: .seconds(60))
            }
            #expect(error?.code == .unroutable)
        }
    }

    @Test("a request without an answer ends at its deadline") func deadline() async throws {
        try await withEcho(answering: false) { requester in
            let begun = ContinuousClock.now
            let error = await #expect(throws: AMQPError.self) {
                try await requester.request(Message(body: Data()), routingKey: "echo", within: .milliseconds(100))
            }
            #expect(error?.code == .timeout)
            let took = ContinuousClock.now - begun
            #expect(took >= .milliseconds(100))
            #expect(took < .seconds(2))
        }
    }

    @Test("a source is asked at the moment of writing, until it has nothing more") func source() async throws {
        try await withEcho { requester in
            let source = CountingSource(requests: 3)
            requester.ready(source)
            var bodies: [String] = []
            for await body in source.replies.prefix(3) { bodies.append(body) }
            #expect(bodies.sorted() == ["1", "2", "3"])
        }
    }
}

/// Has a fixed number of requests, numbered downwards.
private final class CountingSource: RequestSource {
    let replies: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    private let left: Locked<Int>

    init(requests: Int) {
        (replies, continuation) = AsyncStream.makeStream()
        left = Locked(requests)
    }

    func nextRequest() -> OutgoingRequest? {
        let number = left.withLock { left in
            defer { left -= 1 }
            return left
        }
        guard number > 0 else { return nil }
        return OutgoingRequest(
            message: Message(body: Data("\(number)".utf8)), exchange: "", routingKey: "echo",
            deadline: .now + .seconds(10)
        ) { [continuation] result in
            if case .success(let message) = result {
                continuation.yield(String(decoding: message.body, as: UTF8.self))
            }
            return true
        }
    }

    func requestsFailed(_ error: AMQPError) { continuation.finish() }
}
