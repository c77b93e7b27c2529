import AMQP
import Contracts
import Logging
import Messaging
import Postgres
import ServiceKit
import ServiceLifecycle

/// `muster-auth`: users and their sessions.
public enum AuthProgram: ServiceProgram {
    public static let name = "auth"
    public static let summary = "users and their sessions; any number of replicas over one database"
    public static var settings: [any SettingDeclaration] { AuthSettings.all }
    public static var commands: [ServiceCommand] {
        [AuthSettings.database.migrateCommand(AuthMigrations.all), OperatorCommand.create]
    }

    public static func services(_ context: ProgramContext) async throws -> [any Service] {
        let values = context.settings
        let rules = AuthSettings.rules(values)
        var broker = values[BrokerSettings.url]
        broker.name = context.instance
        let topology = TopologyService(broker, context: context)
        topology.register(in: context.readiness)

        let pool = PostgresPool(AuthSettings.database.configuration(values))
        let relayPool = PostgresPool(AuthSettings.database.relayConfiguration(values, connections: 2))
        let outbox = Outbox()
        let handlers = try await AuthHandlers(pool: pool, outbox: outbox, rules: rules, logger: context.logger)
        let events = EventPublisher(broker)
        let server = RPCServer(broker, service: .auth, handlers: handlers.rpc)
        let migrator = Migrator(service: name, migrations: AuthMigrations.all)
        DatabaseService.register(pool, migrator, in: context.readiness)
        context.readiness.register("broker") {
            guard events.isConnected, server.isConnected else { throw NotReady("the broker can't be reached") }
        }
        return [
            topology,
            DatabaseService(pool), DatabaseService(relayPool), events,
            OutboxRelay(outbox, pool: relayPool, publisher: events, source: .auth),
            SessionBeats(
                outbox: outbox, pool: pool, replica: context.instance, logger: context.logger, post: events.post),
            PeriodicService(
                "housekeeping", every: .seconds(60), logger: context.logger,
                Housekeeping(pool: pool, rules: rules).sweep),
            server,
        ]
    }
}
