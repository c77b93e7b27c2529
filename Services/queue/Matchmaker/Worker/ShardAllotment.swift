import Contracts

/// Which shards a worker should have: an even share, handed on when somebody joins, taken over when somebody is gone.
public struct ShardAllotment: Sendable, Hashable {
    /// What the database says of one shard.
    public struct Holding: Sendable, Hashable {
        public var shard: Shard
        /// Whoever claimed it last; `nil` when it was given up.
        public var owner: WorkerID?

        public init(shard: Shard, owner: WorkerID?) {
            self.shard = shard
            self.owner = owner
        }
    }

    /// To be claimed, in order; somebody may be faster.
    public var claim: [Shard]
    /// To be given up.
    public var release: [Shard]

    /// - Parameters:
    ///   - alive: the workers whose lease runs, this one among them.
    public init(worker: WorkerID, alive: [WorkerID], holdings: [Holding]) {
        let share = (holdings.count + max(1, alive.count) - 1) / max(1, alive.count)
        let own = holdings.filter { $0.owner == worker }.map(\.shard).sorted()
        let free = holdings.filter { holding in
            guard let owner = holding.owner else { return true }
            return !alive.contains(owner)
        }.map(\.shard).sorted()
        // Workers begin at different shards, so that those who start together don't all try the same.
        let rank = alive.sorted().firstIndex(of: worker) ?? 0
        let start = free.isEmpty ? 0 : rank * share % free.count
        claim = Array((free[start...] + free[..<start]).prefix(max(0, share - own.count)))
        release = Array(own.dropFirst(share))
    }
}
