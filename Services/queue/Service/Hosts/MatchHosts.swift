import Contracts
import Logging
import MatchmakerCore
import Messaging
import Threads

/// What shards want of streaming hosts, asked of the hosts service. Whatever can't be asked now is asked again by the shard.
final class MatchHosts: Sendable {
    /// How often the pool is counted while somebody waits for a host.
    static let counting = Duration.seconds(2)
    private static let deadline = Duration.seconds(2)

    private let rpc: RPCClient
    private let logger: Logger
    private let counted = Locked<(at: ContinuousClock.Instant, free: Int)?>(nil)

    init(_ rpc: RPCClient, logger: Logger) {
        self.rpc = rpc
        self.logger = logger
    }

    /// Does what is wanted; what was learned.
    func run(_ errands: HostErrands) async -> HostNews {
        await withTaskGroup(of: HostNews.self) { group in
            for request in errands.reserve { group.addTask { await self.reserve(request) } }
            for matchID in errands.release { group.addTask { await self.release(matchID) } }
            if !errands.check.isEmpty { group.addTask { await self.check(errands.check) } }
            return await group.reduce(into: HostNews()) { $0.add($1) }
        }
    }

    /// How many slots are free, as known a moment ago; `nil` when that can't be told.
    func freeSlots() async -> Int? {
        if let counted = counted.withLock({ $0 }), counted.at.duration(to: .now) < Self.counting { return counted.free }
        guard let hosts = await ask(ListHosts()) else { return nil }
        let free = hosts.reduce(0) { $0 + max(0, $1.capacity - $1.reservations - $1.sessions) }
        counted.withLock { $0 = (.now, free) }
        return free
    }

    private func reserve(_ request: HostRequest) async -> HostNews {
        var news = HostNews()
        switch await ask(ReserveHost(matchID: request.matchID, regions: request.regions)) {
        case .success(let reserved)?: news.reserved[request.matchID] = .some(reserved)
        case .refused?, nil: news.reserved[request.matchID] = .some(nil)
        }
        return news
    }

    private func release(_ matchID: MatchID) async -> HostNews {
        _ = await ask(ReleaseHost(matchID: matchID))  // else the slot lapses by itself
        return HostNews()
    }

    private func check(_ matches: [MatchID]) async -> HostNews {
        var news = HostNews()
        guard let reply = await ask(CheckMatchHosts(matchIDs: matches)) else { return news }
        news.checked = Set(matches)
        news.kept = Set(reply.kept)
        news.inSession = Set(reply.inSession)
        return news
    }

    private func ask<R: ServiceRequest>(_ request: R) async -> R.Reply? {
        do {
            return try await rpc.call(request, deadline: Self.deadline)
        } catch {
            logger.info("hosts can't be asked", metadata: ["rpc.name": "\(R.name)", "error": "\(error)"])
            return nil
        }
    }
}
