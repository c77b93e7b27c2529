import Postgres

/// How a service finds its database: `MUSTER_<SERVICE>_DATABASE_URL`, and what libpq reads from its own environment.
public struct DatabaseSettings: Sendable {
    public let url: Setting<String>
    public let poolSize: Setting<Int>
    private let service: String

    /// - Parameter service: `auth`.
    public init(service: String) {
        self.service = service
        let prefix = "MUSTER_\(service.uppercased())_DATABASE"
        url = Setting(
            "\(prefix)_URL", .databaseURL, isSecret: true, help: "The address of the service's own Postgres database.")
        poolSize = Setting(
            "\(prefix)_CONNECTIONS", .integer(1...64), default: 8, help: "Connections for requests, each with a thread."
        )
    }

    public var all: [any SettingDeclaration] { [url, poolSize] }

    /// The database as requests use it. A process that freezes inside a transaction loses its locks after five seconds.
    public func configuration(_ values: SettingValues) -> PostgresConfiguration {
        PostgresConfiguration(
            url: values[url], applicationName: "muster-\(service)", poolSize: values[poolSize],
            idleInTransactionTimeout: .seconds(5))
    }

    /// The database as an outbox's relay uses it: apart from requests, since it holds a transaction open while the broker
    /// confirms.
    public func relayConfiguration(_ values: SettingValues, connections: Int) -> PostgresConfiguration {
        PostgresConfiguration(
            url: values[url], applicationName: "muster-\(service)-relay", poolSize: connections,
            idleInTransactionTimeout: .seconds(15))
    }

    /// The command that brings the schema up to date. May run twice, also at once; needs no other setting.
    public func migrateCommand(_ migrations: [Migration]) -> ServiceCommand {
        ServiceCommand("migrate", settings: [url], help: "brings the database's schema up to date") { context in
            let migrator = Migrator(service: service, migrations: migrations, logger: context.logger)
            let configuration = PostgresConfiguration(
                url: context.settings[url], applicationName: "muster-\(service)-migrate")
            let applied = try await migrator.migrate(configuration)
            context.logger.info("schema is up to date", metadata: ["applied": "\(applied.count)"])
        }
    }
}

extension SettingType<String> {
    /// The address of a Postgres database.
    public static var databaseURL: SettingType {
        SettingType("postgresql://user:password@host:port/database") { (given) throws(Refusal) in
            guard given.hasPrefix("postgresql://") || given.hasPrefix("postgres://") || given.contains("dbname=") else {
                throw Refusal()
            }
            return given
        }
    }
}
