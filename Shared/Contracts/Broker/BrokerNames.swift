/// The names of everything in the broker. What is durable among them is declared by `muster topology apply`.
public enum BrokerNames {
    /// Durable topic exchange of the events that operators may hear.
    public static let events = "muster.events"
    /// The stream of everything that was told on ``events``, which operators read from any offset or time.
    public static let log = "muster.results"
    /// Durable topic exchange of the events between services.
    public static let `internal` = "muster.internal"
    /// Durable direct exchange of the commands to shards; the routing key is the shard's number.
    public static let shards = "muster.shards"
    /// Durable direct exchange of player messages; the routing key is a gateway's id, or ``allGateways``.
    public static let gateways = "muster.gateways"
    /// Routing key that every gateway's queue is bound with.
    public static let allGateways = "all"
    /// Quorum queue of what the queue service must hear.
    public static let queueInbox = "queue.inbox.v1"
    /// Quorum queue of what results must hear.
    public static let resultsInbox = "results.inbox.v1"

    /// Quorum queue of the commands to one shard.
    public static func shardQueue(_ shard: Shard) -> String { "queue.shard.v1.\(shard.number)" }

    /// Transient queue of the requests to a service.
    public static func requests(_ service: ServiceName) -> String { "rpc.\(service.rawValue).v1" }

    /// Where a queue's undecodable or poisonous messages go.
    public static func deadLetters(of queue: String) -> String { "\(queue).dead" }
}
