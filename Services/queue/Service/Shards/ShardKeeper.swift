import Contracts
import Logging
import MatchmakerCore
import Postgres
import ServiceLifecycle
import Threads

/// Keeps this replica's share of the shards: renews its lease while it can be reached, claims what nobody has, gives up what
/// is too much, and at the end everything.
final class ShardKeeper: Service {
    /// How often the lease is renewed.
    static let interval = Duration.milliseconds(500)
    /// How long handing over may take.
    static let handOverLimit = Duration.seconds(5)

    private let environment: ShardEnvironment
    private let ownership: OwnershipStore
    private let alarm = Alarm()
    private let runners: [Shard: ShardRunner]
    private let state = Locked(State())

    private struct State {
        var isLinked = true
        var lastRenewal: ContinuousClock.Instant?
        var owned = 0
    }

    init(_ environment: ShardEnvironment, ownership: OwnershipStore) {
        self.environment = environment
        self.ownership = ownership
        var runners: [Shard: ShardRunner] = [:]
        for shard in Shard.all {
            runners[shard] = ShardRunner(shard, environment, ownership: ownership, alarm: alarm)
        }
        self.runners = runners
    }

    /// True while this replica's lease runs, for readiness: it may own shards, or soon will.
    var isAlive: Bool {
        state.withLock { state in
            state.lastRenewal.map { $0.duration(to: .now) < OwnershipStore.lease } ?? false
        }
    }

    /// The library has other modes than before.
    func modesChanged() async {
        for shard in Shard.all { await runners[shard]?.hear(.modesChanged(environment.library.modes)) }
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.alarm.run { shard in await self.runners[shard]?.hear(.timer) } }
            for runner in runners.values { group.addTask { await runner.run() } }
            await keep()
            await handOver()
            group.cancelAll()
        }
    }

    private func keep() async {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    await self.beat()
                    try await Task.sleep(for: Self.interval)
                }
            }
        } catch {
            return  // shutting down
        }
    }

    private func beat() async {
        await noteLink(environment.isLinked)
        guard environment.isLinked else { return }
        do {
            let sent = ContinuousClock.now
            let census = try await ownership.renew()
            environment.clock.note(census.now, sent: sent)
            state.withLock { $0.lastRenewal = sent }
            try await settle(census)
        } catch {
            environment.logger.warning("the lease can't be renewed", metadata: ["error": "\(error)"])
        }
    }

    private func noteLink(_ isLinked: Bool) async {
        let changed = state.withLock { state in
            defer { state.isLinked = isLinked }
            return state.isLinked != isLinked
        }
        guard changed else { return }
        for shard in Shard.all { await runners[shard]?.hear(isLinked ? .linkUp : .linkDown) }
    }

    private func settle(_ census: OwnershipStore.Census) async throws(PostgresError) {
        for shard in Shard.all {
            guard let runner = runners[shard], let epoch = await runner.epoch else { continue }
            if census.epochs[shard] != epoch { await runner.hear(.lost) }
        }
        let allotment = ShardAllotment(
            worker: ownership.worker, alive: census.alive, holdings: census.holdings)
        for shard in allotment.release { await runners[shard]?.hear(.stop) }
        if !allotment.claim.isEmpty {
            for (shard, epoch) in try await ownership.claim(allotment.claim) {
                await runners[shard]?.gained(epoch: epoch)
            }
        }
        await countOwned()
    }

    private func countOwned() async {
        var owned = 0
        for runner in runners.values where await runner.epoch != nil { owned += 1 }
        environment.metrics.shards.record(owned)
        let before = state.withLock { state in
            defer { state.owned = owned }
            return state.owned
        }
        if before != owned {
            environment.logger.info("shards owned", metadata: ["shards": "\(owned)", "shards.before": "\(before)"])
        }
    }

    /// Lets everything under way end, then leaves.
    private func handOver() async {
        for runner in runners.values { await runner.hear(.stop) }
        let end = ContinuousClock.now + Self.handOverLimit
        while await ownsAny(), ContinuousClock.now < end, !Task.isCancelled {
            // Transactions take milliseconds; nobody announces the last of them.
            do { try await Task.sleep(for: .milliseconds(5)) } catch { break }  // cancelled: leave at once
        }
        do {
            try await ownership.leave()
        } catch {
            environment.logger.info("the lease runs out by itself", metadata: ["error": "\(error)"])
        }
    }

    private func ownsAny() async -> Bool {
        for runner in runners.values where await runner.epoch != nil { return true }
        return false
    }
}
