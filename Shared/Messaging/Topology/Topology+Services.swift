import AMQP
import Contracts

extension Topology {
    /// What of Muster's topology one service works with, by the service's name: `auth`, `queue`, `hosts`, `results`, `gateway`.
    public static func needed(by service: String) -> Topology {
        switch service {
        case "auth": muster.only(exchanges: [BrokerNames.internal])
        case "queue":
            muster.only(
                exchanges: [BrokerNames.internal, BrokerNames.events, BrokerNames.shards, BrokerNames.gateways],
                queues: Shard.all.map { BrokerNames.shardQueue($0) } + [BrokerNames.queueInbox])
        case "results":
            muster.only(
                exchanges: [BrokerNames.internal, BrokerNames.events],
                queues: [BrokerNames.resultsInbox, BrokerNames.log])
        case "gateway":
            muster.only(exchanges: [BrokerNames.internal, BrokerNames.shards, BrokerNames.gateways])
        default: muster.only()
        }
    }

    /// These exchanges and queues, the queues with their dead letters and their bindings. No policies: only an
    /// administrator sees them.
    private func only(exchanges: [String] = [], queues: [String] = []) -> Topology {
        let all = queues + queues.map { BrokerNames.deadLetters(of: $0) }
        return Topology(
            exchanges: self.exchanges.filter { exchanges.contains($0.name) },
            queues: self.queues.filter { all.contains($0.name) },
            bindings: bindings.filter { all.contains($0.queue) }, policies: [])
    }
}
