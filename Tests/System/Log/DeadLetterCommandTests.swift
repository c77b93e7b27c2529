import AMQP
import Contracts
import Foundation
import Messaging
import TestKit
import Testing

extension SystemSuite.Outside {
    /// `muster dead …`, on messages that a running service has given up.
    @Suite(.timeLimit(.minutes(2))) struct DeadLetterCommandTests {
        @Test("What nobody can read is listed, shown, sent back (and given up again), and dropped")
        func commands() async throws {
            let stack = try stack()
            let queue = BrokerNames.resultsInbox
            func dead(_ words: String...) async throws -> String { try await stack.command("muster", ["dead"] + words) }
            #expect(try await dead("list").contains("no message was given up"))

            let publisher = Publisher(try AMQPConfiguration(url: stack.amqpURL))
            try await withServices([publisher]) {
                for id in ["one", "two"] {
                    try await publisher.publish(
                        Message(body: Data("garbage \(id)".utf8), properties: MessageProperties(messageID: id)),
                        exchange: "", routingKey: queue, mandatory: true, waitingForConnection: .seconds(10))
                }
            }
            /// How many the list says.
            @Sendable func count() async throws -> Int? {
                let row = try await stack.command("muster", ["dead", "list"]).split(separator: "\n").first {
                    $0.hasPrefix(queue)
                }
                return row?.split(separator: " ").last.flatMap { Int($0) }
            }
            try await eventually("both are given up") { try await count() == 2 }
            let shown = try await dead("show", queue).split(separator: "\n").map { line in
                try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
            }
            #expect(Set(shown.compactMap { $0["id"]?.string }) == ["one", "two"])
            #expect(Set(shown.compactMap { $0["body"]?.string }) == ["garbage one", "garbage two"])
            #expect(shown.allSatisfy { $0["reason"] == .string("undecodable") && $0["buriedAt"]?.string != nil })

            #expect(try await dead("drop", queue, "--id", "one") == "1 message dropped\n")
            // Nothing has been mended, so it is given up once more.
            #expect(try await dead("retry", "\(queue).dead", "--all") == "1 message sent back\n")
            try await eventually("it is given up again") { try await count() == 1 }
            #expect(try await dead("drop", queue, "--all") == "1 message dropped\n")
            try await eventually("nothing is left") { try await count() == nil }
            for wrong in [["drop", queue], ["show", "queue.nothing"], ["drop", queue, "--id", "one"]] {
                await #expect(throws: TestStack.Failed.self) { try await stack.command("muster", ["dead"] + wrong) }
            }
        }
    }
}
