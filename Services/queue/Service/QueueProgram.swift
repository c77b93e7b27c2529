import AMQP
import Contracts
import FoundationEssentials
import Logging
import Messaging
import ModesCore
import PairingCore
import Postgres
import ServiceKit
import ServiceLifecycle

/// `muster-queue`: tickets, ready checks, match servers and matches until they close.
public enum QueueProgram: ServiceProgram {
    public static let name = "queue"
    public static let summary = "tickets, ready checks and match servers; replicas share the shards among themselves"
    public static var settings: [any SettingDeclaration] { QueueSettings.all }
    public static var commands: [ServiceCommand] { [QueueSettings.database.migrateCommand(QueueMigrations.all)] }

    public static func services(_ context: ProgramContext) async throws -> [any Service] {
        let values = context.settings
        let folder = ModeFolder(path: values[QueueSettings.modes])
        let (shelf, contents) = try readModes(folder, game: values[QueueSettings.game])
        let library = ModeLibrary(shelf.catalogue)
        var broker = values[BrokerSettings.url]
        broker.name = context.instance
        let topology = TopologyService(broker, context: context)
        topology.register(in: context.readiness)
        let databases = Databases(values)
        let mint = CookieMint(key: values[QueueSettings.cookieKey])
        let recorder = recorder(context)
        let commands = RPCClient(broker, name: "commands")
        let gateways = GatewayPublisher(broker)
        let parties = PartyDesk(
            store: PartyStore(pool: databases.requests), library: library,
            cancel: { try await commands.call($0, shard: $1, deadline: .seconds(1)) },
            tell: { gateways.post($0, to: nil) }, newCommandID: { CommandID(UUID().uuidString) },
            logger: context.logger)
        let environment = ShardEnvironment(
            broker: broker, library: library,
            pairingRules: PairingRules(longestPing: Double(values[QueueSettings.longestPing])), pool: databases.shards,
            clock: DatabaseClock(), mint: mint,
            replies: Publisher(broker, name: "shard-replies", confirms: false),
            deadLetters: Publisher(broker, name: "dead"),
            events: EventPublisher(broker), gateways: gateways,
            hosts: MatchHosts(commands, logger: context.logger), parties: parties,
            recorder: recorder, logger: context.logger)
        let worker = workerID(context)
        let keeper = ShardKeeper(
            environment, ownership: OwnershipStore(pool: databases.ownership, worker: worker))
        let handlers = QueueHandlers(
            pool: databases.requests, library: library, mint: mint, parties: parties,
            reread: { player, shard in
                let command = RereadPlayer(commandID: CommandID(UUID().uuidString), playerID: player)
                _ = try await commands.call(command, shard: shard, deadline: .seconds(1))
            }, tell: { environment.gateways.post($0, to: $1) })
        let server = RPCServer(broker, service: .queue, handlers: handlers.rpc)
        let inbox = EventConsumer(
            broker, queue: BrokerNames.queueInbox,
            handlers: QueueInbox(
                players: PlayerStore(pool: databases.requests), servers: ServerStore(pool: databases.requests),
                parties: parties, commands: commands
            ).handlers)

        DatabaseService.register(
            databases.requests, Migrator(service: name, migrations: QueueMigrations.all, logger: context.logger),
            in: context.readiness)
        context.readiness.register("broker") {
            guard server.isConnected, environment.isLinked, inbox.isConnected else {
                throw NotReady("the broker can't be reached")
            }
        }
        context.readiness.register("shards") {
            guard keeper.isAlive else { throw NotReady("the lease on shards isn't renewed") }
        }
        let watch = ModeWatch(folder, shelf: shelf, contents: contents, logger: context.logger) { catalogue in
            library.replace(by: catalogue)
            await keeper.modesChanged()
        }
        let housekeeping = Housekeeping(pool: databases.requests)
        let services: [(any Service)?] = [
            topology,
            databases.service(databases.requests), databases.service(databases.shards),
            databases.service(databases.ownership), environment.replies, environment.deadLetters, environment.events,
            environment.gateways, recorder, commands, keeper, watch,
            PeriodicService("housekeeping", every: .seconds(60), logger: context.logger) {
                _ = try await housekeeping.sweep()
            },
            inbox, server,
        ]
        return services.compactMap { $0 }
    }

    private static func recorder(_ context: ProgramContext) -> TicketRecorder? {
        let folder = context.settings[QueueSettings.recording]
        guard !folder.isEmpty else { return nil }
        return TicketRecorder(
            folder: folder, instance: context.instance, megabytes: context.settings[QueueSettings.recordingSize],
            logger: context.logger)
    }

    /// Throws why the service can't start with these modes: every fault, by file and path.
    private static func readModes(
        _ folder: ModeFolder, game: String
    ) throws(CommandRefused) -> (ModeShelf, [String: Data]) {
        do {
            let contents = try folder.contents()
            return (try ModeShelf(game: game, files: contents), contents)
        } catch {
            throw CommandRefused("muster-queue can't start with the modes of \(folder.path): \(error)")
        }
    }

    /// Unlike the instance's name it is another one after a restart: nobody comes back as somebody who died.
    private static func workerID(_ context: ProgramContext) -> WorkerID {
        var generator = SystemRandomNumberGenerator()
        return WorkerID("\(context.instance)-\(RandomText.base32(length: 8, using: &generator))")
    }

    /// Three pools, so that neither many requests nor long transactions keep a lease from being renewed.
    private struct Databases {
        let requests: PostgresPool
        let shards: PostgresPool
        let ownership: PostgresPool

        init(_ values: SettingValues) {
            let configuration = QueueSettings.database.configuration(values)
            requests = PostgresPool(configuration)
            var shards = configuration
            shards.poolSize = values[QueueSettings.shardConnections]
            // A worker that is frozen within a transaction must not hold up its successor.
            shards.idleInTransactionTimeout = .seconds(1)
            shards.statementTimeout = .seconds(5)
            self.shards = PostgresPool(shards)
            var ownership = configuration
            ownership.poolSize = 1
            ownership.statementTimeout = .seconds(1)
            self.ownership = PostgresPool(ownership)
        }

        func service(_ pool: PostgresPool) -> any Service { DatabaseService(pool) }
    }
}
