import AMQP
import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle

/// `muster-results`: how every match ended, once and for all.
public enum ResultsProgram: ServiceProgram {
    public static let name = "results"
    public static let summary = "how every match ended; any number of replicas over one database"
    public static var settings: [any SettingDeclaration] { ResultsSettings.all }
    public static var commands: [ServiceCommand] { [ResultsSettings.database.migrateCommand(ResultsMigrations.all)] }

    public static func services(_ context: ProgramContext) async throws -> [any Service] {
        let values = context.settings
        var broker = values[BrokerSettings.url]
        broker.name = context.instance
        let topology = TopologyService(broker, context: context)
        topology.register(in: context.readiness)

        let pool = PostgresPool(ResultsSettings.database.configuration(values).planningByIndex)
        let relayPool = PostgresPool(
            ResultsSettings.database.relayConfiguration(values, connections: 3).planningByIndex)
        let outbox = ResultsOutbox()
        let client = RPCClient(broker)
        let desk = IntakeDesk(
            pool: pool, outbox: outbox, queue: QueueMatchSource(client: client, logger: context.logger),
            logger: context.logger)
        let handlers = ResultsHandlers(desk: desk, logger: context.logger)
        let events = EventPublisher(broker, requiring: [BrokerNames.log])
        let inbox = EventConsumer(
            broker, queue: BrokerNames.resultsInbox, handlers: desk.events,
            prefetch: values[ResultsSettings.inboxPrefetch])
        let server = RPCServer(broker, service: .results, handlers: handlers.rpc)

        let migrator = Migrator(service: name, migrations: ResultsMigrations.all)
        DatabaseService.register(pool, migrator, in: context.readiness)
        context.readiness.register("broker") {
            guard events.isConnected, client.isConnected, server.isConnected else {
                throw NotReady("the broker can't be reached")
            }
        }
        context.readiness.register("inbox") {
            guard inbox.isConnected else { throw NotReady("the inbox can't be read: is the topology applied?") }
        }
        return [
            topology,
            DatabaseService(pool), DatabaseService(relayPool), events,
            OutboxRelay(outbox.events, pool: relayPool, publisher: events, source: .results),
            PeriodicService("counting of ratings", every: RatingBuckets.interval, logger: context.logger) {
                while try await pool.query(RatingBuckets.fold).affected > 0 {}
            },
            client, inbox, server,
        ]
    }
}

extension PostgresConfiguration {
    fileprivate var planningByIndex: PostgresConfiguration {
        var configuration = self
        configuration.plansByIndex = true
        return configuration
    }
}
