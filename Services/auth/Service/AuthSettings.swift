import AccountsCore
import Cryptography
import ServiceKit

/// What auth reads from its environment.
enum AuthSettings {
    static let database = DatabaseSettings(service: "auth")
    static let serverKey = Setting(
        "MUSTER_SERVER_KEY", SettingType.text.optional, default: nil, isSecret: true,
        help: "What match servers show to register; without it none can.")
    static let sessionIdle = Setting(
        "MUSTER_AUTH_SESSION_IDLE", .duration(.seconds(10)...(.seconds(30 * 86_400))), default: .seconds(30 * 60),
        help: "A session unused for so long is dead.")
    static let sessionMaximum = Setting(
        "MUSTER_AUTH_SESSION_MAXIMUM", .duration(.seconds(10)...(.seconds(365 * 86_400))),
        default: .seconds(12 * 3600), help: "A session of this age is dead, however busy.")
    static let failuresPerName = Setting(
        "MUSTER_AUTH_FAILURES_PER_NAME", .integer(1...1000), default: 5,
        help: "So many failures to sign in a minute, with one name from one address, close that name to it.")
    static let failuresPerAddress = Setting(
        "MUSTER_AUTH_FAILURES_PER_ADDRESS", .integer(1...100_000), default: 20,
        help: "So many failures to sign in a minute from one address close sign-in to it, unless it is trusted.")
    static let hashMemory = Setting(
        "MUSTER_AUTH_HASH_MEMORY_KIB", .integer(64...1_048_576), default: PasswordHasher.Cost().memoryKiB,
        help: "Argon2id's memory for one password. Raised, passwords are hashed anew as their users sign in.")
    static let hashOperations = Setting(
        "MUSTER_AUTH_HASH_OPERATIONS", .integer(1...100), default: Int(PasswordHasher.Cost().operations),
        help: "Argon2id's passes over its memory.")
    static let hashConcurrency = Setting(
        "MUSTER_AUTH_HASH_CONCURRENCY", .integer(1...64), default: 2,
        help: "Passwords hashed at once, each on a core and with its memory.")
    static let hashQueue = Setting(
        "MUSTER_AUTH_HASH_QUEUE", .integer(1...10_000), default: 200,
        help: "Passwords that may wait for it; more are answered 503.")

    static let rules: [any SettingDeclaration] = [
        serverKey, sessionIdle, sessionMaximum, failuresPerName, failuresPerAddress,
    ]
    static let hashing: [any SettingDeclaration] = [hashMemory, hashOperations, hashConcurrency, hashQueue]
    static let all: [any SettingDeclaration] = database.all + [BrokerSettings.url] + rules + hashing

    static func rules(_ values: SettingValues) -> AuthRules {
        AuthRules(
            serverKey: values[serverKey],
            throttle: SignInThrottle(perName: values[failuresPerName], perAddress: values[failuresPerAddress]),
            life: SessionLife(idle: values[sessionIdle], absolute: values[sessionMaximum]),
            hashCost: hashCost(values), hashConcurrency: values[hashConcurrency], hashQueueLimit: values[hashQueue])
    }

    static func hashCost(_ values: SettingValues) -> PasswordHasher.Cost {
        PasswordHasher.Cost(operations: UInt64(values[hashOperations]), memoryKiB: values[hashMemory])
    }
}
