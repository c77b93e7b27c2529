import Contracts
import LobbyCore
import Logging
import Metrics
import ServiceLifecycle
import Threads

/// All clients at the doors of seed 001: who of them is which peer, so that news finds them and the queue hears that they
/// are here. The clients themselves live as long as their connections, and a moment longer to leave the queue.
final class PeerDesk: Service {
    /// How often open sockets are checked in.
    static let interval = Duration.seconds(15)
    /// The most peers in one message.
    static let mostAtOnce = 1000
    /// How long clients may take to leave the queue at the end.
    static let leavingTime = Duration.seconds(5)
    /// How long news waits for the answer to a joining.
    static let earlyNewsLasts = Duration.seconds(10)

    let queue: PeerQueue
    let logger: Logger
    private let state = Locked(State())
    private let open = Gauge(label: "muster_gateway_peer_sockets")
    private let closed: [CloseReason: Counter]

    private struct State {
        var peers: [MatcherID: DoorSession] = [:]
        /// News of peers that aren't known here: of those whose joining is answered the next moment, and of some who have
        /// gone.
        var early: [MatcherID: (view: PeerView, at: ContinuousClock.Instant)] = [:]
        /// By the address of the object.
        var sessions: [ObjectIdentifier: DoorSession] = [:]
    }

    init(queue: PeerQueue, logger: Logger) {
        self.queue = queue
        self.logger = logger
        closed = Dictionary(
            uniqueKeysWithValues: CloseReason.allCases.map { reason in
                (
                    reason,
                    Counter(
                        label: "muster_gateway_peer_sockets_closed_total", dimensions: [("reason", reason.rawValue)])
                )
            })
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    try await Task.sleep(for: Self.interval)
                    self.forgetEarlyNews()
                    await self.checkIn()
                }
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {}
        await empty()
    }

    // MARK: Clients

    func add(_ session: DoorSession) {
        let count = state.withLock { state in
            state.sessions[ObjectIdentifier(session)] = session
            return state.sessions.count
        }
        open.record(count)
    }

    func remove(_ session: DoorSession) {
        let count = state.withLock { state in
            state.sessions[ObjectIdentifier(session)] = nil
            return state.sessions.count
        }
        open.record(count)
    }

    /// From now on the session's peer is another one. Gives back what has been told of it already.
    func rename(_ session: DoorSession, from old: MatcherID?, to new: MatcherID?) -> PeerView? {
        state.withLock { state in
            if let old, state.peers[old] === session { state.peers[old] = nil }
            guard let new else { return nil }
            state.peers[new] = session
            return state.early.removeValue(forKey: new)?.view
        }
    }

    func count(_ reason: CloseReason) { closed[reason]?.increment() }

    // MARK: The queue

    /// News of peers that are here.
    func deliver(_ views: [PeerView]) async {
        for view in views {
            let session = state.withLock { state in
                let session = state.peers[view.matcherID]
                if session == nil { state.early[view.matcherID] = (view, .now) }
                return session
            }
            await session?.hear(.told(view))
        }
    }

    private func forgetEarlyNews() {
        let oldest = ContinuousClock.now - Self.earlyNewsLasts
        state.withLock { state in state.early = state.early.filter { $0.value.at > oldest } }
    }

    /// Says who is here: to one shard, or to all.
    func checkIn(_ only: Shard? = nil) async {
        var shards: [Shard: [MatcherID]] = [:]
        for id in state.withLock({ Array($0.peers.keys) }) {
            guard let shard = id.shard, only ?? shard == shard else { continue }
            shards[shard, default: []].append(id)
        }
        for (shard, ids) in shards {
            for start in stride(from: 0, to: ids.count, by: Self.mostAtOnce) {
                let some = Array(ids[start..<min(start + Self.mostAtOnce, ids.count)])
                do { try await queue.checkIn(some, at: shard) } catch {
                    logger.debug("peers not checked in", metadata: ["shard": "\(shard)", "error": "\(error)"])
                }
            }
        }
    }

    /// The doors are closed: whoever is still here leaves the queue.
    private func empty() async {
        let end = ContinuousClock.now + Self.leavingTime
        while ContinuousClock.now < end, !Task.isCancelled {
            let sessions = state.withLock { Array($0.sessions.values) }
            guard !sessions.isEmpty else { return }
            for session in sessions { await session.hear(.clientLeft) }
            // Each ends by itself when the queue has answered, which nobody announces.
            do { try await Task.sleep(for: .milliseconds(20)) } catch { return }  // cancelled
        }
    }
}
