import AMQP
import Contracts
import Cryptography
import HTTPServer
import Logging
import Messaging
import RulesCore
import ServiceKit
import ServiceLifecycle
import Sockets

/// `muster-gateway`: the routes that clients and game servers program against. Holds nothing durable.
public enum GatewayProgram: ServiceProgram {
    public static let name = "gateway"
    public static let summary =
        "the HTTP routes, event streams and sockets; any number of replicas behind a load balancer"
    public static let hasAdminPort = false
    public static var settings: [any SettingDeclaration] { GatewaySettings.all }

    public static func services(_ context: ProgramContext) async throws -> [any Service] {
        let values = context.settings
        let logger = context.logger
        let id = GatewayID("\(context.instance)-\(Hex.encode(SecureRandom.bytes(6)))")
        let settings = GatewaySettings(values, gatewayID: id)
        var broker = values[BrokerSettings.url]
        broker.name = context.instance
        let topology = TopologyService(broker, context: context)
        topology.register(in: context.readiness)

        let rpc = RPCClient(broker, logger: logger)
        let modes = ModeDirectory(rpc: rpc, logger: logger)
        let players = PlayerFeeds(rpc: rpc, modes: modes, gateway: id, deadline: settings.deadline, logger: logger)
        let servers = ChangeFeeds()
        let partyFeeds = ChangeFeeds()
        let sessions = SessionKeeper(rpc: rpc, deadline: settings.deadline)
        await sessions.onRevocation { await players.revoked($0) }
        let peers = PeerDesk(
            queue: PeerQueue(rpc: rpc, gateway: id, deadline: settings.deadline), logger: logger)
        let inbox = GatewayInbox(
            broker, gateway: id, players: players, servers: servers, parties: partyFeeds, sessions: sessions,
            peers: peers, logger: logger)

        let addresses = AddressLimits(
            rate: Double(values[GatewaySettings.addressRate]), trusted: values[GatewaySettings.trustedNetworks])
        let origins = OriginRule(listed: Set(values[GatewaySettings.origins]))
        let backend = Backend(rpc: rpc, modes: modes, deadline: settings.deadline)
        let routes = Routes(
            backend: backend, sessions: sessions,
            identification: Identification(
                sessions: sessions, origins: origins,
                limits: AccountLimits(
                    rate: Double(values[GatewaySettings.accountRate]),
                    serverRate: Double(values[GatewaySettings.serverRate]))),
            idempotency: Idempotency(backend: backend, logger: logger), addresses: addresses, players: players,
            servers: servers,
            parties: Parties(
                backend: backend, feeds: partyFeeds, guesses: CodeGuesses(), addresses: addresses,
                peerAddresses: settings.peerAddresses),
            peers: peers, settings: settings)
        var router = routes.router()
        router.addHealthRoutes(readiness: context.readiness)
        OpenAPIDocument.add(to: &router)
        let proxies = ClientAddressRule(trustedProxies: values[GatewaySettings.trustedProxies])
        let server = HTTPService(
            configuration: GatewaySettings.server(values), router: router,
            middleware: [RequestTrace.middleware, origins.middleware, proxies.middleware, addresses.middleware],
            logger: logger)

        context.readiness.register("broker") {
            guard rpc.isConnected, inbox.isConnected else { throw NotReady("the broker can't be reached") }
        }
        context.readiness.register("modes") {
            guard await modes.isKnown else { throw NotReady("the queue service hasn't told its modes yet") }
        }
        let sweeper = PeriodicService("session sweep", every: .seconds(5), logger: logger) { await sessions.sweep() }
        let lobby = GatewaySettings.lobby(values, desk: peers, logger: logger)
        let services: [(any Service)?] = [topology, rpc, inbox, modes, players, sweeper, peers, lobby, server]
        return services.compactMap { $0 }
    }
}
