import Foundation
import Testing

@testable import AMQP

@Suite struct PublisherMailboxTests {
    private let publish = OutgoingPublish(
        message: Message(body: Data()), exchange: "", routingKey: "q", mandatory: false,
        waiter: PublishWaiter(continuation: nil, begun: .now))

    @Test("nothing is taken before a connection, while blocked, and once stopping")
    func refusals() {
        var mailbox = PublisherMailbox(limit: 10)
        #expect(mailbox.append(publish)?.code == .unavailable)
        mailbox.open()
        #expect(mailbox.append(publish) == nil)
        #expect(mailbox.block("low on memory").count == 1)
        #expect(mailbox.append(publish)?.code == .blocked)
        mailbox.unblock()
        #expect(mailbox.append(publish) == nil)
        #expect(mailbox.close(AMQPError(.unavailable, "gone")).count == 1)
        #expect(mailbox.append(publish)?.message == "gone")
        mailbox.open()
        mailbox.stop()
        #expect(mailbox.append(publish)?.code == .closed)
    }

    @Test("a new connection is not blocked by the old one's alarm")
    func reopened() {
        var mailbox = PublisherMailbox(limit: 10)
        mailbox.open()
        _ = mailbox.block("low on memory")
        mailbox.open()
        #expect(mailbox.append(publish) == nil)
    }

    @Test("a full queue refuses")
    func full() {
        var mailbox = PublisherMailbox(limit: 1)
        mailbox.open()
        #expect(mailbox.append(publish) == nil)
        #expect(mailbox.append(publish)?.code == .unavailable)
        #expect(mailbox.take().count == 1)
        #expect(mailbox.append(publish) == nil)
    }
}
