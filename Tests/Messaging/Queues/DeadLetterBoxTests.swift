import AMQP
import Contracts
import Foundation
import Logging
import Messaging
import TestKit
import Testing
import Threads

@Suite("Dead letters, live", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2))) struct DeadLetterBoxTests {
    /// Buries messages that nobody can read, by a consumer of results' inbox.
    private func withDeadLetters(
        _ bodies: [String], _ body: @escaping @Sendable (TestVirtualHost, DeadLetterBox) async throws -> Void
    ) async throws {
        try await TestVirtualHost.with { host in
            try await TopologyAdministrator(host.configuration).apply(.muster)
            let publisher = Publisher(host.configuration)
            let consumer = EventConsumer(
                host.configuration, queue: BrokerNames.resultsInbox, handlers: EventHandlers())
            try await withServices([publisher, consumer]) {
                for (index, text) in bodies.enumerated() {
                    try await publisher.publish(
                        Message(body: Data(text.utf8), properties: MessageProperties(messageID: "e\(index)")),
                        exchange: BrokerNames.internal, routingKey: MatchConfirmation.type,
                        waitingForConnection: .seconds(60))
                }
                try await eventually("they are dead") {
                    try await counts(host)[BrokerNames.resultsInbox] == bodies.count
                }
            }
            let box = DeadLetterBox(
                host.configuration, queue: BrokerNames.resultsInbox, logger: Logger(label: "muster.tests"))
            try await body(host, box)
        }
    }

    private func counts(_ host: TestVirtualHost) async throws -> [String: Int] {
        Dictionary(
            uniqueKeysWithValues: try await DeadLetterBox.counts(host.configuration).map { ($0.queue, $0.letters) })
    }

    @Test("Looking tells what was given up and why, and leaves it there")
    func show() async throws {
        try await withDeadLetters(["one", "two", "three"]) { host, box in
            for _ in 0..<2 {
                var letters: [DeadLetter] = []
                try await box.visit { letter in
                    letters.append(letter)
                    return .keep
                }
                #expect(Set(letters.map { String(decoding: $0.body, as: UTF8.self) }) == ["one", "two", "three"])
                #expect(Set(letters.map(\.id)) == ["e0", "e1", "e2"])
                #expect(letters.allSatisfy { $0.reason == "undecodable" && $0.buriedAt != nil })
                #expect(letters.allSatisfy { $0.exchange == BrokerNames.internal })
                #expect(letters.allSatisfy { $0.routingKey == MatchConfirmation.type })
                // The broker puts them back once it has noticed that the connection is gone.
                try await eventually("all are back") { try await counts(host)[BrokerNames.resultsInbox] == 3 }
            }
            #expect(try await box.visit(limit: 1) { _ in .keep } == 1)
            try await eventually("all are back") { try await counts(host)[BrokerNames.resultsInbox] == 3 }
        }
    }

    @Test("One is dropped for good, another goes back to its own queue alone, the rest stays")
    func settle() async throws {
        try await withDeadLetters(["one", "two", "three"]) { host, box in
            try await box.visit { letter in
                switch letter.id {
                case "e0": .drop
                case "e1": .retry
                default: .keep
                }
            }
            try await eventually("one is left") { try await counts(host)[BrokerNames.resultsInbox] == 1 }
            let administrator = Administrator(host.configuration)
            #expect(try await administrator.perform([.checkQueue(BrokerNames.resultsInbox)])[0].messages == 1)
            #expect(try await administrator.perform([.checkQueue(BrokerNames.queueInbox)])[0].messages == 0)
            let back = Consumer(host.configuration, queue: .existing(BrokerNames.resultsInbox), prefetch: 1)
            try await withServices([back]) {
                let message = try #require(await back.nextBatch()?.first?.message)
                #expect(String(decoding: message.body, as: UTF8.self) == "two")
                #expect(message.properties.messageID == "e1")
                #expect(message.properties.headers["muster-reason"] == nil)
            }
        }
    }

    @Test("Where nothing is dead, nothing is shown")
    func empty() async throws {
        try await withDeadLetters([]) { _, box in
            let shown = try await box.visit { _ in .drop }
            #expect(shown == 0)
        }
    }
}
