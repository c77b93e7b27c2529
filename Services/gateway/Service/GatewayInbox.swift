import AMQP
import Contracts
import FoundationEssentials
import Logging
import Messaging
import ServiceLifecycle

/// Hears what the services tell this gateway: states of players, servers that are booked, shards that changed hands, and
/// from auth which sessions have ended. What is told while the link is down is missed, so everything is read anew after it.
struct GatewayInbox: Service {
    private let listener: GatewayListener
    private let events: EventListener
    private let players: PlayerFeeds
    private let servers: ChangeFeeds
    private let parties: ChangeFeeds
    private let sessions: SessionKeeper
    private let peers: PeerDesk
    private let connected: AsyncStream<Void>

    init(
        _ broker: AMQPConfiguration, gateway: GatewayID, players: PlayerFeeds, servers: ChangeFeeds,
        parties: ChangeFeeds, sessions: SessionKeeper, peers: PeerDesk, logger: Logger
    ) {
        let (connected, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        self.connected = connected
        self.players = players
        self.servers = servers
        self.parties = parties
        self.sessions = sessions
        self.peers = peers
        listener = GatewayListener(broker, gateway: gateway, logger: logger, onConnected: { bell.yield() }) {
            type, body in
            await Self.receive(
                type, body, players: players, servers: servers, parties: parties, peers: peers, logger: logger)
        }
        var handlers = EventHandlers()
        handlers.on(SessionsRevoked.self) { event, _ in await sessions.revoked(event) }
        handlers.on(SessionBeat.self) { _, _ in await sessions.beat() }
        events = EventListener(
            broker, handlers: handlers, name: "sessions", logger: logger, onConnected: { bell.yield() })
    }

    var isConnected: Bool { listener.isConnected && events.isConnected }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            group.addTask { try await events.run() }
            group.addTask { for await _ in connected { await resume() } }
            // The first two end at shutdown; the third has nothing to wait for then.
            for _ in 0..<2 { try await group.next() }
            group.cancelAll()
        }
    }

    private func resume() async {
        await sessions.disconnected()
        await servers.changedAll()
        await parties.changedAll()
        await peers.checkIn()
        await players.resume()
    }

    /// A player message, by its type; those of a type that is newer than this gateway are passed over.
    private static func receive(
        _ type: String, _ body: Data, players: PlayerFeeds, servers: ChangeFeeds, parties: ChangeFeeds, peers: PeerDesk,
        logger: Logger
    ) async {
        do {
            let decoder = JSONDecoder()
            switch type {
            case PlayerStates.name: await players.deliver(try decoder.decode(PlayerStates.self, from: body).states)
            case ServersChanged.name:
                await servers.changed(try decoder.decode(ServersChanged.self, from: body).serverUsers)
            case PartiesChanged.name:
                await parties.changed(try decoder.decode(PartiesChanged.self, from: body).players)
            case PeerViews.name: await peers.deliver(try decoder.decode(PeerViews.self, from: body).views)
            case ShardTakenOver.name:
                await peers.checkIn(try decoder.decode(ShardTakenOver.self, from: body).shard)
                await players.resume()
            default: logger.debug("player message of an unknown type", metadata: ["message.type": "\(type)"])
            }
        } catch {
            logger.warning("player message not read", metadata: ["message.type": "\(type)", "error": "\(error)"])
        }
    }
}
