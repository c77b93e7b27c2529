// swift-tools-version: 6.2
import PackageDescription

// One shared list of strict settings. Pure cores are optimised in debug builds too: simulation runs six times faster,
// and `@testable` still works; they use `precondition`, never `assert`.
let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
let pure: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A C library of the system, seen through a module map and shims.
func system(_ name: String, pkgConfig: String? = nil, apt: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt])])
}

/// A library under `Shared/`.
func shared(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Shared/\(name)", swiftSettings: strict)
}

/// Decisions of a service without I/O: `Services/<service>/<folder>`, module `<folder>Core`.
func core(_ service: String, _ folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: "\(folder)Core", dependencies: ["Contracts"] + dependencies, path: "Services/\(service)/\(folder)",
        swiftSettings: pure)
}

/// The shell of a service and its executable `muster-<service>`.
func service(_ name: String, module: String, _ dependencies: [Target.Dependency]) -> [Target] {
    [
        .target(
            name: module, dependencies: ["Contracts", "Messaging", "ServiceKit"] + dependencies,
            path: "Services/\(name)/Service", swiftSettings: strict),
        .executableTarget(
            name: "muster-\(name)", dependencies: [.byName(name: module)], path: "Services/\(name)/Main",
            swiftSettings: strict),
    ]
}

func tests(_ name: String, _ dependencies: [Target.Dependency], path: String) -> Target {
    .testTarget(
        name: name, dependencies: ["TestKit"] + dependencies, path: "Tests/\(path)", swiftSettings: strict)
}

var targets: [Target] = [
    // C libraries
    system("CLinux", apt: "libc6-dev"),
    system("CRabbitMQ", pkgConfig: "librabbitmq", apt: "librabbitmq-dev"),
    system("CPostgres", pkgConfig: "libpq", apt: "libpq-dev"),
    system("CRedis", apt: "libhiredis-dev"),
    system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
    system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
    system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
    system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),

    // What the services share
    shared("Logging", ["Threads"]),
    shared("Metrics", ["Threads"]),
    shared("ServiceLifecycle", ["Logging", "Threads"]),
    shared("Threads", ["CLinux"]),
    shared("ServiceContextModule"),
    shared("Tracing", ["ServiceContextModule"]),
    shared("Sockets", ["CLinux", "Collections", "Threads"]),
    shared("Cryptography", ["CSodium", "CCrypto", "Threads"]),
    shared("AMQP", ["CRabbitMQ", "CLinux", "Threads", "Logging", "Metrics", "ServiceLifecycle"]),
    shared("Postgres", ["CPostgres", "Threads", "Logging", "Metrics"]),
    shared("Redis", ["CRedis", "CLinux", "Threads", "Logging", "Metrics"]),
    shared("HTTPTypes"),
    shared(
        "HTTPServer",
        [
            "CMicroHTTPD", "CLinux", "HTTPTypes", "Threads", "Sockets", "WebSocket", "Logging", "Metrics",
            "ServiceLifecycle",
        ]),
    shared("HTTPClient", ["CCurl", "HTTPTypes", "Sockets"]),
    shared("WebSocket", ["HTTPTypes", "Sockets", "Threads", "Cryptography"]),
    .target(name: "Collections", path: "Shared/Collections", swiftSettings: pure),
    shared("Contracts"),
    shared("API", ["Contracts"]),
    shared("APIClient", ["API", "Contracts", "HTTPClient", "WebSocket", "Sockets", "Threads"]),
    shared(
        "Messaging",
        [
            "Contracts", "AMQP", "Postgres", "HTTPClient", "HTTPTypes", "Threads", "Logging", "Metrics",
            "ServiceLifecycle", "Tracing",
        ]),
    shared(
        "ServiceKit",
        [
            "AMQP", "HTTPServer", "Messaging", "Postgres", "Threads", "Logging", "Metrics", "ServiceLifecycle",
            "Tracing",
        ]),

    // Pure cores
    core("auth", "Accounts"),
    core("queue", "RuleSets"),
    core("queue", "Modes", ["RuleSetsCore"]),
    core("queue", "Pairing", ["Collections"]),
    core("queue", "Waits"),
    core("queue", "Matching", ["Collections", "ModesCore", "RuleSetsCore"]),
    core(
        "queue", "Matchmaker",
        ["Collections", "MatchingCore", "ModesCore", "PairingCore", "RuleSetsCore", "Tracing", "WaitsCore"]),
    core("hosts", "HostPool"),
    core("results", "Intake"),
    core("results", "Ratings"),
    core("gateway", "Rules", ["API"]),
    core("gateway", "Lobby", ["RulesCore"]),

    // Files that the gateway serves, embedded by the C compiler
    .target(
        name: "GatewayAssets", path: "Services/gateway/Assets", exclude: ["openapi.json"],
        cSettings: [.unsafeFlags(["-std=c23"])]),

    // Tools and examples
    .target(
        name: "Load",
        dependencies: ["API", "APIClient", "Contracts", "Duel", "HTTPClient", "Logging", "MatchSocket", "Threads"],
        path: "Tools/Load", swiftSettings: strict),
    .target(
        name: "Simulation",
        dependencies: [
            "Collections", "MatchingCore", "MatchmakerCore", "ModesCore", "PairingCore", "RuleSetsCore", "Contracts",
            "WaitsCore",
        ],
        path: "Tools/Simulation",
        swiftSettings: pure),
    .target(
        name: "MatchingBench", dependencies: ["Contracts", "MatchingCore", "ModesCore", "RuleSetsCore"],
        path: "Tools/MatchingBench", swiftSettings: pure),
    .target(
        name: "MatchSocket", dependencies: ["Contracts", "Sockets", "WebSocket", "Threads", "Logging"],
        path: "Examples/MatchSocket", swiftSettings: strict),
    .target(
        name: "Duel", dependencies: ["MatchSocket", "API", "APIClient", "Contracts", "Threads", "Logging"],
        path: "Examples/duel", exclude: ["Main"], swiftSettings: strict),
    .target(
        name: "PeerExample", dependencies: ["APIClient", "Contracts", "Sockets", "Threads"], path: "Examples/peer",
        swiftSettings: strict),
    .target(
        name: "StreamingExample",
        dependencies: ["API", "APIClient", "Contracts", "HTTPServer", "HTTPTypes", "Logging", "WebSocket"],
        path: "Examples/streaming-host", exclude: ["Main"], swiftSettings: strict),
    .executableTarget(
        name: "streaming-host", dependencies: ["StreamingExample", "ServiceLifecycle", "Logging"],
        path: "Examples/streaming-host/Main", swiftSettings: strict),
    .executableTarget(
        name: "duel-server", dependencies: ["Duel", "ServiceLifecycle", "Logging"],
        path: "Examples/duel/Main", swiftSettings: strict),
    .target(
        name: "MusterCommand",
        dependencies: [
            "Load", "Duel", "MatchSocket", "PeerExample", "StreamingExample", "HostsService", "HostPoolCore", "Redis",
            "ResultsService", "RatingsCore", "Postgres",
            "Messaging", "AMQP", "HTTPClient", "API", "APIClient", "MatchingBench", "Simulation", "ModesCore",
            "RuleSetsCore", "Contracts",
            "ServiceLifecycle", "Logging", "Threads",
        ],
        path: "Tools/muster/Command", swiftSettings: strict),
    .executableTarget(
        name: "muster", dependencies: ["MusterCommand"], path: "Tools/muster/Main", swiftSettings: strict),

    // Tests
    .target(
        name: "Probes", dependencies: ["Contracts", "ModesCore", "RuleSetsCore"], path: "Fuzz/Probes",
        swiftSettings: pure),
    .target(
        name: "TestKit",
        dependencies: [
            "AMQP", "Contracts", "Postgres", "Redis", "HTTPClient", "HTTPTypes", "ServiceLifecycle", "Threads",
            "Logging",
        ],
        path: "Tests/TestKit", swiftSettings: strict),
    tests(
        "KitTests",
        [
            "CLinux", "Logging", "Metrics", "ServiceLifecycle", "Threads", "Cryptography", "ServiceKit", "HTTPServer",
            "HTTPClient", "Tracing",
        ], path: "Kit"),
    tests("AMQPTests", ["AMQP", "Threads"], path: "AMQP"),
    tests("PostgresTests", ["Postgres", "Threads"], path: "Postgres"),
    tests("MigrationTests", ["AuthService", "QueueService", "ResultsService", "Postgres"], path: "Migrations"),
    tests("RedisTests", ["Redis"], path: "Redis"),
    tests("HTTPTests", ["HTTPServer", "HTTPClient", "WebSocket", "Sockets"], path: "HTTP"),
    tests("CollectionsTests", ["Collections"], path: "Collections"),
    tests("ContractsTests", ["Contracts", "API"], path: "Contracts"),
    tests(
        "MessagingTests",
        ["Messaging", "AMQP", "Contracts", "Logging", "Postgres", "ServiceLifecycle", "Threads", "Tracing"],
        path: "Messaging"),
    tests(
        "AuthTests",
        [
            "AuthService", "AccountsCore", "AMQP", "Contracts", "Cryptography", "Logging", "Messaging", "Postgres",
            "ServiceKit",
            "ServiceLifecycle", "Threads",
        ],
        path: "Auth"),
    tests("RuleSetsTests", ["RuleSetsCore", "Probes", "Contracts"], path: "RuleSets"),
    tests(
        "MatchingTests", ["MatchingCore", "MatchingBench", "ModesCore", "RuleSetsCore", "Contracts"], path: "Matching"),
    tests(
        "MatchmakerTests",
        ["MatchingCore", "MatchmakerCore", "ModesCore", "PairingCore", "RuleSetsCore", "Simulation", "Tracing"],
        path: "Matchmaker"),
    tests("PairingTests", ["PairingCore", "Contracts"], path: "Pairing"),
    tests(
        "WaitsTests", ["Contracts", "MatchmakerCore", "ModesCore", "RuleSetsCore", "Simulation", "WaitsCore"],
        path: "Waits"),
    tests(
        "QueueTests",
        [
            "QueueService", "MatchingCore", "MatchmakerCore", "ModesCore", "Simulation", "Messaging", "Postgres",
            "AMQP",
        ], path: "Queue"
    ),
    tests("HostsTests", ["HostsService", "HostPoolCore", "Redis", "Messaging"], path: "Hosts"),
    tests(
        "ResultsTests",
        [
            "ResultsService", "IntakeCore", "RatingsCore", "AMQP", "Contracts", "Logging", "Messaging", "Postgres",
            "ServiceKit", "ServiceLifecycle", "Threads", "Tracing",
        ],
        path: "Results"),
    tests("LobbyTests", ["LobbyCore", "RulesCore", "PairingCore", "Contracts"], path: "Lobby"),
    tests(
        "GatewayTests", ["GatewayService", "RulesCore", "AMQP", "Contracts", "Logging", "Messaging", "Threads"],
        path: "Gateway"),
    tests(
        "ExamplesTests",
        [
            "MatchSocket", "Duel", "PeerExample", "StreamingExample", "API", "Contracts", "HTTPServer", "WebSocket",
            "Sockets", "Threads",
            "Logging",
            "ServiceLifecycle",
        ],
        path: "Examples"),
    tests("ToolsTests", ["Load", "MusterCommand", "ModesCore", "API", "Contracts", "Messaging"], path: "Tools"),
    tests(
        "SystemTests",
        [
            "API", "APIClient", "Contracts", "HTTPClient", "Load", "Duel", "MatchSocket", "AMQP", "Messaging",
            "PeerExample", "StreamingExample", "WebSocket", "Sockets", "Threads", "Tracing",
        ],
        path: "System"),
]
targets += service("auth", module: "AuthService", ["AccountsCore", "Postgres", "Cryptography"])
targets += service(
    "queue", module: "QueueService",
    ["MatchmakerCore", "ModesCore", "PairingCore", "RuleSetsCore", "Postgres", "Cryptography", "Tracing"])
targets += service("hosts", module: "HostsService", ["HostPoolCore", "Redis", "Cryptography"])
targets += service("results", module: "ResultsService", ["IntakeCore", "RatingsCore", "Postgres", "Tracing"])
targets += service(
    "gateway", module: "GatewayService",
    [
        "GatewayAssets", "RulesCore", "LobbyCore", "Sockets", "API", "AMQP", "HTTPServer", "WebSocket", "Cryptography",
        "Tracing",
    ])

// Fuzzers have no main of their own, so an ordinary build leaves them out; `make fuzz` asks for them.
if Context.environment["MUSTER_FUZZ"] != nil {
    targets.append(
        .executableTarget(
            name: "fuzz-rulesets", dependencies: ["Probes"], path: "Fuzz/RuleSets",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}

let package = Package(
    name: "Muster",
    products: [
        .executable(name: "muster-auth", targets: ["muster-auth"]),
        .executable(name: "muster-queue", targets: ["muster-queue"]),
        .executable(name: "muster-hosts", targets: ["muster-hosts"]),
        .executable(name: "muster-results", targets: ["muster-results"]),
        .executable(name: "muster-gateway", targets: ["muster-gateway"]),
        .executable(name: "muster", targets: ["muster"]),
        .executable(name: "duel-server", targets: ["duel-server"]),
        .executable(name: "streaming-host", targets: ["streaming-host"]),
    ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
