/// Where a database is, and how patient its users are.
///
/// Everything that libpq reads from its environment (`PGSSLMODE`, `PGSSLROOTCERT`, `PGPASSFILE`, `PGCHANNELBINDING` …)
/// works as its manual says, for whatever the URL leaves open.
public struct PostgresConfiguration: Sendable, Hashable {
    /// `postgresql://user:password@host:port/database?sslmode=verify-full`, or a `key=value` string of libpq.
    public var url: String
    /// What `pg_stat_activity` shows us as; the name of the service.
    public var applicationName: String
    /// How many connections a pool opens at most, each with a thread of its own.
    public var poolSize: Int
    /// How long making a connection may take.
    public var connectTimeout: Duration
    /// How long the server works on one statement before it gives up; zero is without limit.
    public var statementTimeout: Duration
    /// How long a transaction may stay open without a statement before the server ends it; zero is without limit, nil
    /// is what the server says of the role.
    public var idleInTransactionTimeout: Duration?
    /// How long somebody waits for a connection to be free.
    public var acquireTimeout: Duration
    /// How many may wait for a connection at a time; the next one is refused at once.
    public var maximumWaiters: Int
    /// For those whose statements are a fixed set and all answered by an index: they are planned once a connection and
    /// never read whole tables, whatever the server's statistics say of tables that have just begun to grow.
    public var plansByIndex = false

    /// Settings for the database at `url`; the defaults suit a service behind a deadline of two seconds.
    public init(
        url: String, applicationName: String = "muster", poolSize: Int = 8, connectTimeout: Duration = .seconds(3),
        statementTimeout: Duration = .seconds(10), idleInTransactionTimeout: Duration? = nil,
        acquireTimeout: Duration = .seconds(2), maximumWaiters: Int = 10_000
    ) {
        self.url = url
        self.applicationName = applicationName
        self.poolSize = poolSize
        self.connectTimeout = connectTimeout
        self.statementTimeout = statementTimeout
        self.idleInTransactionTimeout = idleInTransactionTimeout
        self.acquireTimeout = acquireTimeout
        self.maximumWaiters = maximumWaiters
    }

    /// The SQL that makes a new session ours. Times are read as UTC in ISO form by `Date`'s decoding.
    var sessionSetup: String {
        var setup =
            "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET statement_timeout = \(statementTimeout.milliseconds)"
        if let limit = idleInTransactionTimeout {
            setup += "; SET idle_in_transaction_session_timeout = \(limit.milliseconds)"
        }
        // Without `jit = off`, the price that is put on reading whole tables makes the rest of them be compiled.
        if plansByIndex {
            setup += "; SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET jit = off"
        }
        return setup
    }

    /// How long one round trip may take before the connection is given up: the server's own limit ends first, unless it
    /// is frozen or unreachable. Nil is without limit.
    var roundTripLimit: Duration? {
        statementTimeout > .zero ? statementTimeout + .seconds(2) : nil
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
