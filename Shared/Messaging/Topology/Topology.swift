import AMQP
import Contracts

/// Everything durable that the broker holds for Muster, described once.
///
/// Arguments of what exists can't be changed: new arguments mean a new name beside the old one, bound first, drained after.
/// Limits therefore are policies, which a release may change.
public struct Topology: Sendable, Hashable {
    public var exchanges: [ExchangeDeclaration]
    public var queues: [QueueDeclaration]
    public var bindings: [Binding]
    public var policies: [BrokerPolicy]

    public init(
        exchanges: [ExchangeDeclaration], queues: [QueueDeclaration], bindings: [Binding], policies: [BrokerPolicy]
    ) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
        self.policies = policies
    }

    /// Muster's own.
    public static let muster = Topology(
        exchanges: [
            ExchangeDeclaration(BrokerNames.events, .topic),
            ExchangeDeclaration(BrokerNames.internal, .topic),
            ExchangeDeclaration(BrokerNames.shards, .direct),
            ExchangeDeclaration(BrokerNames.gateways, .direct),
        ],
        queues: durableQueues.flatMap { [.quorum($0), .quorum(BrokerNames.deadLetters(of: $0))] }
            + [.stream(BrokerNames.log)],
        bindings: shardBindings + inboxBindings
            + [Binding(queue: BrokerNames.log, exchange: BrokerNames.events, routingKey: "#")],
        policies: [
            // Dead letters are for people to look at, and must not fill the disk when nobody does.
            BrokerPolicy(
                name: "muster-dead-letters", pattern: #"\.dead$"#, appliesTo: .queues, priority: 10,
                definition: [
                    "message-ttl": .integer(14 * 24 * 3600 * 1000), "max-length": .integer(100_000),
                    "overflow": .string("drop-head"),
                ]),
            // The log forgets whole segments, the oldest first; the database of results keeps everything.
            BrokerPolicy(
                name: "muster-log", pattern: #"^muster\.results$"#, appliesTo: .queues, priority: 10,
                definition: [
                    "max-age": .string("14D"), "max-length-bytes": .integer(10 << 30),
                    "stream-max-segment-size-bytes": .integer(64 << 20),
                ]),
            // Operators' own queues: a sleeping operator must stall nobody, and one that never returns must leave nothing.
            BrokerPolicy(
                name: "muster-operators", pattern: #"^ops\."#, appliesTo: .queues, priority: 10,
                definition: [
                    "max-length-bytes": .integer(256 << 20), "overflow": .string("drop-head"),
                    "expires": .integer(7 * 24 * 3600 * 1000),
                ]),
        ])

    private static let durableQueues =
        Shard.all.map { BrokerNames.shardQueue($0) } + [BrokerNames.queueInbox, BrokerNames.resultsInbox]

    private static let shardBindings = Shard.all.map {
        Binding(queue: BrokerNames.shardQueue($0), exchange: BrokerNames.shards, routingKey: String($0.number))
    }

    /// Which events a service must not miss.
    private static let inboxBindings =
        inbox(
            BrokerNames.queueInbox, hears: SessionStarted.self, SessionsRevoked.self, UserDeleted.self,
            MatchResultRecorded.self, MatchAbandoned.self)
        + inbox(BrokerNames.resultsInbox, hears: MatchConfirmation.self, AbandonmentRequested.self, UserDeleted.self)

    private static func inbox(_ queue: String, hears events: any Event.Type...) -> [Binding] {
        events.map { Binding(queue: queue, exchange: $0.audience.exchange, routingKey: $0.type) }
    }
}
