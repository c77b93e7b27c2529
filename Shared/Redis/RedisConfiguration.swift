import FoundationEssentials

/// Where a Redis is, and how patient its users are.
public struct RedisConfiguration: Sendable, Hashable {
    /// A name or an address.
    public var host: String
    /// 6379 unless the URL has another.
    public var port: Int
    /// The user of Redis's access control lists; nil is `default`.
    public var user: String?
    /// Nil when the server wants none.
    public var password: String?
    /// The number of the database.
    public var database: Int
    /// How long making a connection may take, authentication included.
    public var connectTimeout: Duration
    /// How long a command may take unless it says otherwise.
    public var commandTimeout: Duration
    /// How many commands may be under way; the next one is refused at once.
    public var maximumCommands: Int

    /// Settings for the server at `redis://[user[:password]@]host[:port][/database]`, user and password percent-encoded
    /// where they have to be. `redis://:password@host` is the default user.
    ///
    /// Throws `.misuse` for any other text, without repeating it, since it may hold a password.
    public init(
        url: String, connectTimeout: Duration = .seconds(2), commandTimeout: Duration = .seconds(1),
        maximumCommands: Int = 50_000
    ) throws(RedisError) {
        guard let parts = URLComponents(string: url), parts.scheme == "redis", let host = parts.host, !host.isEmpty,
            parts.query == nil, let database = Self.database(path: parts.path)
        else { throw RedisError(.misuse, "not of the form redis://[user[:password]@]host[:port][/database]") }
        // An IPv6 address stands in brackets in a URL, and without them everywhere else.
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = parts.port ?? 6379
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password
        self.database = database
        self.connectTimeout = connectTimeout
        self.commandTimeout = commandTimeout
        self.maximumCommands = maximumCommands
    }

    /// What has to be said on a new connection before anything else; PING shows that the server has loaded its data.
    var greeting: [RedisCommand] {
        var commands: [RedisCommand] = []
        if let password { commands.append(RedisCommand(["AUTH", user ?? "default", password])) }
        commands.append(RedisCommand(["CLIENT", "SETNAME", "muster"]))
        if database != 0 { commands.append(RedisCommand(["SELECT", database])) }
        commands.append(RedisCommand(["PING"]))
        return commands
    }

    private static func database(path: String) -> Int? {
        if path.isEmpty || path == "/" { return 0 }
        guard let number = Int(path.dropFirst()), number >= 0 else { return nil }
        return number
    }
}
