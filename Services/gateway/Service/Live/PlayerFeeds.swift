import Contracts
import Logging
import Messaging
import RulesCore
import ServiceLifecycle

/// The players who are on this gateway: their open polls, streams and sockets, and the states that these are told.
///
/// It tells the shards whom it serves (`WatchPlayers`): at once for somebody new, and all of them every ten seconds, which
/// is also the sign of life that keeps a ticket from being taken out as disconnected. What changes between the reading of a
/// player's state and the shard's hearing of the watch is told by nobody; so the state is read once more a moment later.
actor PlayerFeeds: Service {
    /// One open poll, stream or socket.
    struct Subscription: Sendable {
        let id: Int
        let player: PlayerID
        /// New states, the latest only. Ends when the session does.
        let states: Mailbox<PlayerState>
    }

    private struct Listener {
        var session: Session
        var states: Mailbox<PlayerState>
    }

    /// After which time a shard must have heard of a watch, or has changed hands, which is told.
    private static let settling = Duration.seconds(1)
    private static let tick = Duration.milliseconds(200)

    private let rpc: RPCClient
    private let modes: ModeDirectory
    private let gateway: GatewayID
    private let deadline: Duration
    private let renewal: Duration
    private let logger: Logger
    private var board = StateBoard()
    private var listeners: [PlayerID: [Int: Listener]] = [:]
    private var lastID = 0
    private var unwatched: [PlayerID] = []
    private var isSending = false
    /// Whose states are to be read once more, and when.
    private var settling: [(players: [PlayerID], due: ContinuousClock.Instant)] = []

    init(
        rpc: RPCClient, modes: ModeDirectory, gateway: GatewayID, deadline: Duration, renewal: Duration = .seconds(10),
        logger: Logger
    ) {
        self.rpc = rpc
        self.modes = modes
        self.gateway = gateway
        self.deadline = deadline
        self.renewal = renewal
        self.logger = logger
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var due = ContinuousClock.now + self.renewal
            while !Task.isCancelled {
                do { try await Task.sleep(for: Self.tick) } catch { return }  // cancelled: shutting down
                if due <= .now {
                    due = .now + self.renewal
                    await self.renew()
                }
                await self.sendUnwatched()
                await self.readSettled()
            }
        }
    }

    // MARK: What players do

    /// A request of the player: somebody who asks is there.
    func sign(of player: PlayerID) {
        if board.sign(of: player, at: .now) { watch(player) }
    }

    func open(_ session: Session) -> Subscription {
        let player = session.account.playerID
        if board.open(player, at: .now) { watch(player) }
        lastID += 1
        let states = Mailbox<PlayerState>()
        listeners[player, default: [:]][lastID] = Listener(session: session, states: states)
        return Subscription(id: lastID, player: player, states: states)
    }

    func close(_ subscription: Subscription) {
        guard listeners[subscription.player]?.removeValue(forKey: subscription.id) != nil else { return }
        if listeners[subscription.player]?.isEmpty == true { listeners[subscription.player] = nil }
        board.close(subscription.player, at: .now)
    }

    /// The player's state from the database, and to which shard commands go.
    func read(_ player: PlayerID) async throws -> GetPlayerState.Reply {
        do {
            let reply = try await rpc.call(GetPlayerState(playerID: player), deadline: deadline)
            deliver([reply.state])
            return reply
        } catch {
            throw Backend.problem(error, service: "queue")
        }
    }

    /// What is known of a player, and how old it is; it may have been overtaken.
    func latest(of player: PlayerID) -> (state: PlayerState, age: Duration)? { board.latest(of: player, at: .now) }

    // MARK: What the services say

    /// New states: whoever is interested hears those that are news.
    func deliver(_ states: [PlayerState]) {
        for state in states where board.update(state, at: .now) {
            for listener in (listeners[state.playerID] ?? [:]).values { listener.states.put(state) }
        }
    }

    /// Nothing that was sent in the meantime has been heard: watch everybody anew, and read their states.
    func resume() async {
        await renew()
        settle(Array(listeners.keys))
        await read(listeners.keys.sorted())
    }

    /// Ends what the sessions had open.
    func revoked(_ event: SessionsRevoked) {
        for listener in (listeners[event.playerID] ?? [:]).values {
            let id = listener.session.id
            if event.sessions?.contains(id) ?? (id != event.except) { listener.states.finish() }
        }
    }

    // MARK: Watching

    private func watch(_ player: PlayerID) {
        unwatched.append(player)
        guard !isSending else { return }
        // Detached from the request that brought the player: several that come meanwhile go together.
        Task { await self.sendUnwatched() }
    }

    /// Those who come before the modes are known wait for these.
    private func sendUnwatched() async {
        guard !isSending else { return }
        isSending = true
        while !unwatched.isEmpty, await modes.isKnown {
            let players = unwatched
            unwatched = []
            await send(players)
            settle(players)
        }
        isSending = false
    }

    private func settle(_ players: [PlayerID]) { settling.append((players, .now + Self.settling)) }

    private func readSettled() async {
        let due = settling.prefix { $0.due <= .now }
        settling.removeFirst(due.count)
        await read(Set(due.flatMap(\.players)).filter { listeners[$0] != nil }.sorted())
    }

    /// Reads states, many at a time, and tells whoever listens.
    private func read(_ players: [PlayerID]) async {
        for start in stride(from: 0, to: players.count, by: Self.mostReads) {
            await withDiscardingTaskGroup { group in
                for player in players[start..<min(start + Self.mostReads, players.count)] {
                    group.addTask {
                        do { _ = try await self.read(player) } catch {
                            self.logger.debug(
                                "state not read", metadata: ["player": "\(player)", "error": "\(error)"])
                        }
                    }
                }
            }
        }
    }

    private static let mostReads = 64

    private func renew() async {
        board.sweep(at: .now, after: .seconds(30))
        await send(board.present(at: .now, within: renewal))
    }

    private func send(_ players: [PlayerID]) async {
        guard !players.isEmpty else { return }
        for shard in await modes.shards {
            for start in stride(from: 0, to: players.count, by: 1000) {
                let some = Array(players[start..<min(start + 1000, players.count)])
                do { try await rpc.notify(WatchPlayers(gateway: gateway, players: some), shard: shard) } catch {
                    logger.debug("players not watched", metadata: ["shard": "\(shard)", "error": "\(error)"])
                }
            }
        }
    }

    /// For `/metrics`.
    var openCount: Int { listeners.values.reduce(0) { $0 + $1.count } }
}
