import AMQP
import Contracts
import Foundation
import Messaging
import TestKit
import Testing
import Threads

@Suite("Events, live", .enabled(if: LiveServers.wanted)) struct EventTests {
    private struct Fault: Error {}

    /// A queue `inbox` that hears deleted users, and its dead letters.
    private func withInbox(
        _ handlers: EventHandlers,
        _ body: @escaping @Sendable (Publisher, EventConsumer, Administrator) async throws -> Void
    ) async throws {
        try await TestVirtualHost.with { host in
            let administrator = Administrator(host.configuration)
            try await administrator.perform([
                .exchange(ExchangeDeclaration(BrokerNames.internal, .topic)),
                .queue(.quorum("inbox")), .queue(.quorum("inbox.dead")),
                .bind(Binding(queue: "inbox", exchange: BrokerNames.internal, routingKey: "#")),
            ])
            let publisher = Publisher(host.configuration)
            let consumer = EventConsumer(host.configuration, queue: "inbox", handlers: handlers)
            try await withServices([publisher, consumer]) {
                try await publisher.connected(within: .seconds(60))
                try await consumer.connected(within: .seconds(60))
                try await body(publisher, consumer, administrator)
            }
        }
    }

    private func publish(_ json: String, by publisher: Publisher) async throws {
        try await publisher.publish(
            Message(body: Data(json.utf8)), exchange: BrokerNames.internal, routingKey: UserDeleted.type,
            mandatory: true)
    }

    private func event(_ player: String, subject: String = "s", type: String = UserDeleted.type) -> String {
        """
        {"specversion":"1.0","id":"id-\(player)","source":"/muster/auth","type":"\(type)","subject":"\(subject)",
        "data":{"playerID":"\(player)"}}
        """
    }

    private func messages(in queue: String, _ administrator: Administrator) async throws -> Int {
        try await administrator.perform([.checkQueue(queue)])[0].messages
    }

    @Test("what can't be read goes to the dead letters; types that nobody handles are forgotten; the rest goes on")
    func undecodable() async throws {
        let heard = AsyncStream<(String, String)>.makeStream()
        var handlers = EventHandlers()
        handlers.on(UserDeleted.self) { deleted, event in
            heard.continuation.yield((deleted.playerID.rawValue, event.id))
        }
        try await withInbox(handlers) { publisher, _, administrator in
            try await publish("nonsense", by: publisher)
            try await publish(#"{"specversion":"1.0","id":"x"}"#, by: publisher)
            try await publish(
                event("x").replacingOccurrences(of: "playerID", with: "somebody"), by: publisher)
            try await publish(event("x", type: "auth.newer.v9"), by: publisher)
            try await publish(event("p1"), by: publisher)
            var iterator = heard.stream.makeAsyncIterator()
            let (player, id) = try #require(await iterator.next())
            #expect(player == "p1")
            #expect(id == "id-p1")
            try await eventually("three are dead, the others settled") {
                let dead = try await messages(in: "inbox.dead", administrator)
                let waiting = try await messages(in: "inbox", administrator)
                return dead == 3 && waiting == 0
            }
        }
    }

    @Test("events of one subject are handled in their order, also over failures that pass") func order() async throws {
        let heard = AsyncStream<String>.makeStream()
        let failures = Locked(2)
        var handlers = EventHandlers()
        handlers.on(UserDeleted.self) { deleted, _ in
            let mustFail = failures.withLock { left in
                guard deleted.playerID == PlayerID("0"), left > 0 else { return false }
                left -= 1
                return true
            }
            if mustFail { throw RPCError.unavailable("not yet") }
            heard.continuation.yield(deleted.playerID.rawValue)
        }
        try await withInbox(handlers) { publisher, _, _ in
            for number in 0..<20 { try await publish(event("\(number)"), by: publisher) }
            var order: [String] = []
            for await player in heard.stream.prefix(20) { order.append(player) }
            #expect(order == (0..<20).map { "\($0)" })
        }
    }

    @Test("an event that keeps failing for a reason of its own is given up, and says why") func poison() async throws {
        let attempts = Locked(0)
        var handlers = EventHandlers()
        handlers.on(UserDeleted.self) { _, _ in
            attempts.withLock { $0 += 1 }
            throw Fault()
        }
        try await withInbox(handlers) { publisher, _, administrator in
            try await publish(event("p1"), by: publisher)
            try await eventually("it is dead") { try await messages(in: "inbox.dead", administrator) == 1 }
            #expect(attempts.withLock { $0 } == 5)
        }
    }

    @Test("a message that was delivered five times is taken out before anybody reads it, its neighbours are read")
    func killer() async throws {
        try await TestVirtualHost.with { host in
            let administrator = Administrator(host.configuration)
            try await administrator.perform([.queue(.quorum("inbox")), .queue(.quorum("inbox.dead"))])
            let publisher = Publisher(host.configuration)
            try await withServices([publisher]) {
                for player in ["killer", "innocent"] {
                    try await publisher.publish(
                        Message(body: Data(event(player).utf8)), exchange: "", routingKey: "inbox",
                        waitingForConnection: .seconds(60))
                }
                // Readers that die with what they had in hand.
                for count in 0..<5 {
                    let reader = Consumer(host.configuration, queue: .existing("inbox"), prefetch: 1)
                    try await withServices([reader]) {
                        let batch = try #require(await reader.nextBatch())
                        #expect(batch.map(\.deliveryCount) == [count])
                    }
                }
                let heard = AsyncStream<String>.makeStream()
                var handlers = EventHandlers()
                handlers.on(UserDeleted.self) { deleted, _ in
                    heard.continuation.yield(deleted.playerID.rawValue)
                }
                let consumer = EventConsumer(host.configuration, queue: "inbox", handlers: handlers)
                try await withServices([consumer]) {
                    var iterator = heard.stream.makeAsyncIterator()
                    #expect(await iterator.next() == "innocent")
                    try await eventually("the killer is dead") {
                        try await messages(in: "inbox.dead", administrator) == 1
                    }
                }
            }
        }
    }

    @Test("a beat reaches listeners, and is lost without any") func beats() async throws {
        try await TestVirtualHost.with { host in
            try await Administrator(host.configuration).perform([
                .exchange(ExchangeDeclaration(BrokerNames.internal, .topic))
            ])
            let heard = AsyncStream<SessionBeat>.makeStream()
            var handlers = EventHandlers()
            handlers.on(SessionBeat.self) { beat, _ in heard.continuation.yield(beat) }
            let events = EventPublisher(host.configuration)
            let listener = EventListener(host.configuration, handlers: handlers)
            #expect(!events.post(SessionBeat(replica: "nobody hears")))
            try await withServices([events, listener]) {
                try await events.connected(within: .seconds(60))
                try await listener.connected(within: .seconds(60))
                #expect(events.post(SessionBeat(replica: "a")))
                var iterator = heard.stream.makeAsyncIterator()
                #expect(await iterator.next() == SessionBeat(replica: "a"))
            }
        }
    }
}
