import Contracts
import MatchmakerCore

/// One worker process.
struct SimulatedProcess: Sendable {
    let id: ProcessID
    let slot: Int
    var workers: [Shard: ShardWorker] = [:]
    /// The epoch of each shard that the process believes to own.
    var epochs: [Shard: Int64] = [:]
    var frozenUntil: VirtualTime?
    /// What happened while it was frozen.
    var missed: [Occurrence] = []
}
