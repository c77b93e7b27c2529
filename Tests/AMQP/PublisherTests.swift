import AMQP
import Foundation
import TestKit
import Testing

@Suite("Publisher, live", .enabled(if: LiveServers.wanted)) struct PublisherTests {
    private func message(_ text: String = "hello") -> Message {
        Message(body: Data(text.utf8), properties: MessageProperties(contentType: "text/plain"))
    }

    /// A queue `q`, and a publisher that is connected.
    private func withPublisher(
        confirms: Bool = true, _ body: @escaping @Sendable (Publisher, Administrator) async throws -> Void
    ) async throws {
        try await TestVirtualHost.with { host in
            let administrator = Administrator(host.configuration)
            try await administrator.perform([.queue(.quorum("q"))])
            let publisher = Publisher(host.configuration, confirms: confirms)
            try await withServices([publisher]) {
                try await publisher.connected(within: .seconds(60))
                try await body(publisher, administrator)
            }
        }
    }

    @Test("a publish returns once the broker has confirmed it") func confirm() async throws {
        try await withPublisher { publisher, administrator in
            try await publisher.publish(message(), exchange: "", routingKey: "q", mandatory: true)
            try await eventually("the message is in the queue") {
                try await administrator.perform([.checkQueue("q")])[0].messages == 1
            }
        }
    }

    @Test("a mandatory message without a queue is unroutable, its neighbours are not") func mandatory() async throws {
        try await withPublisher { publisher, _ in
            async let good: Void = publisher.publish(message(), exchange: "", routingKey: "q", mandatory: true)
            let error = await #expect(throws: AMQPError.self) {
                try await publisher.publish(message(), exchange: "", routingKey: "nobody", mandatory: true)
            }
            #expect(error?.code == .unroutable)
            #expect(error?.replyCode == 312)
            try await good
            // Without mandatory the broker confirms, though the message is gone.
            try await publisher.publish(message(), exchange: "", routingKey: "nobody")
        }
    }

    @Test("a thousand publishes may be outstanding, and each is confirmed") func many() async throws {
        try await withPublisher { publisher, administrator in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1000 {
                    group.addTask {
                        try await publisher.publish(
                            message("\(number)"), exchange: "", routingKey: "q", mandatory: true)
                    }
                }
                try await group.waitForAll()
            }
            try await eventually("all are in the queue") {
                try await administrator.perform([.checkQueue("q")])[0].messages == 1000
            }
        }
    }

    @Test("an exchange that does not exist fails what is outstanding, and the publisher comes back")
    func missingExchange() async throws {
        try await withPublisher { publisher, _ in
            let error = await #expect(throws: AMQPError.self) {
                try await publisher.publish(message(), exchange: "no such exchange", routingKey: "q")
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.replyCode == 404)
            try await publisher.publish(
                message(), exchange: "", routingKey: "q", mandatory: true, waitingForConnection: .seconds(60))
        }
    }

    @Test("without confirms a publish returns when it is written") func unconfirmed() async throws {
        try await withPublisher(confirms: false) { publisher, administrator in
            try await publisher.publish(message(), exchange: "", routingKey: "q")
            #expect(publisher.post(message(), exchange: "", routingKey: "q"))
            try await eventually("both are in the queue") {
                try await administrator.perform([.checkQueue("q")])[0].messages == 2
            }
        }
    }

    @Test("a publisher that does not run refuses at once") func notRunning() async throws {
        let publisher = Publisher(try AMQPConfiguration(url: LiveServers.amqpURL))
        let error = await #expect(throws: AMQPError.self) {
            try await publisher.publish(message(), exchange: "", routingKey: "q")
        }
        #expect(error?.code == .unavailable)
        #expect(!publisher.isConnected)
        let late = await #expect(throws: AMQPError.self) {
            try await publisher.publish(
                message(), exchange: "", routingKey: "q", waitingForConnection: .milliseconds(50))
        }
        #expect(late?.code == .unavailable)
    }

    /// What a connection with this configuration is refused for.
    private func refusal(_ configuration: AMQPConfiguration) async -> AMQPError.Code? {
        do throws(AMQPError) {
            try await Administrator(configuration).perform([.checkExchange("amq.topic")])
            return nil
        } catch {
            return error.code
        }
    }

    @Test("wrong credentials and missing virtual hosts are told apart") func refusedLogIn() async throws {
        var configuration = try AMQPConfiguration(url: LiveServers.amqpURL)
        configuration.password = "wrong"
        #expect(await refusal(configuration) == .accessRefused)
        var elsewhere = try AMQPConfiguration(url: LiveServers.amqpURL)
        elsewhere.virtualHost = "no such host"
        #expect(await refusal(elsewhere) == .accessRefused)
    }
}
