import Metrics

/// What a replica's shards count.
struct ShardMetrics: Sendable {
    let commands = Counter(label: "muster_queue_commands_total")
    let transactions = Counter(label: "muster_queue_transactions_total")
    let failedTransactions = Counter(label: "muster_queue_failed_transactions_total")
    let transactionTime = Timer(label: "muster_queue_transaction_seconds")
    let matchesConfirmed = Counter(label: "muster_queue_matches_confirmed_total")
    let matchesAbandoned = Counter(label: "muster_queue_matches_abandoned_total")
    let peersMet = Counter(label: "muster_queue_peer_pairs_met_total")
    let takeOvers = Counter(label: "muster_queue_shards_taken_over_total")
    let shards = Gauge(label: "muster_queue_shards_owned")
    let unsentEvents = Counter(label: "muster_queue_events_unconfirmed_total")
}
