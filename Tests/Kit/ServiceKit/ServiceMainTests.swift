import Foundation
import Logging
import ServiceKit
import ServiceLifecycle
import Testing

/// A program for tests: ends by the signal that it sends to itself, unless it is told to fail.
enum SampleProgram: ServiceProgram {
    struct Broken: Error {}

    static let address = Setting("MUSTER_SAMPLE_ADDRESS", .text, help: "Where things are.")
    static let mode = Setting("MUSTER_SAMPLE_MODE", .text, default: "drain", help: "What happens.")
    static let key = Setting("MUSTER_SAMPLE_KEY", .text, default: "unsaid", isSecret: true, help: "Known to few.")

    static let name = "sample"
    static let summary = "shows how a service starts"
    static let settings: [any SettingDeclaration] = [mode, key, address]
    static let hasAdminPort = false
    static let commands = [
        ServiceCommand("migrate", help: "brings the schema up to date") { context in
            guard context.settings[address] == "right" else { throw Broken() }
        },
        ServiceCommand("guest add", parameters: ["NAME"], settings: [], help: "lets somebody in") { _, arguments in
            guard arguments == ["magda"] else { throw CommandRefused("\(arguments[0]) stays outside") }
        },
    ]

    static func services(_ context: ProgramContext) async throws -> [any Service] {
        switch context.settings[mode] {
        case "fail": [Scripted { throw Broken() }]
        case "unmade": throw Broken()
        case "signalled while being made": try await signalledWhileBeingMade()
        default:
            [
                Scripted {
                    kill(getpid(), SIGTERM)
                    try await gracefulShutdown()
                    let status = await context.readiness.report().status
                    context.logger.info("ending", metadata: ["status": "\(status)"])
                }
            ]
        }
    }

    private static func signalledWhileBeingMade() async throws -> [any Service] {
        kill(getpid(), SIGTERM)
        try await Task.sleep(for: .seconds(60))  // until shutdown cancels it
        return []
    }
}

/// With an admin port; ends at once.
enum AdminSampleProgram: ServiceProgram {
    static let name = "admin-sample"
    static let summary = "has an admin port"
    static let settings: [any SettingDeclaration] = []

    static func services(_ context: ProgramContext) async throws -> [any Service] {
        [
            Scripted {
                kill(getpid(), SIGTERM)
                try await gracefulShutdown()
                context.logger.info("ending")
            }
        ]
    }
}

@Suite struct ServiceMainTests {
    /// In a process of its own: it doesn't return.
    static func start(_ environment: [String: String], arguments: [String] = []) async -> Never {
        for (name, value) in environment { setenv(name, value, 1) }
        await ServiceMain.run(SampleProgram.self, arguments: arguments)
    }

    @Test("SIGTERM drains: not ready any more, then services end, then exit 0")
    func drains() async throws {
        let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardErrorContent]) {
            await ServiceMainTests.start(["MUSTER_SAMPLE_ADDRESS": "x", "MUSTER_INSTANCE": "sample-7"])
        }
        let log = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(
            log.contains(
                #""message":"ending","service":"muster-sample","instance":"sample-7","metadata":{"status":"draining"}"#)
        )
        #expect(log.contains(#""message":"drained""#))
    }

    @Test("a service that fails ends the process with 1", arguments: ["fail", "unmade"])
    func fails(mode: String) async {
        await #expect(processExitsWith: .exitCode(1)) { [mode] in
            await ServiceMainTests.start(["MUSTER_SAMPLE_ADDRESS": "x", "MUSTER_SAMPLE_MODE": mode])
        }
    }

    @Test("a signal while services are being made ends the process with 0")
    func signalledEarly() async {
        await #expect(processExitsWith: .exitCode(0)) {
            await ServiceMainTests.start([
                "MUSTER_SAMPLE_ADDRESS": "x", "MUSTER_SAMPLE_MODE": "signalled while being made",
            ])
        }
    }

    @Test("wrong settings are all named, and the process ends with 64")
    func refusesSettings() async throws {
        let result = await #expect(processExitsWith: .exitCode(64), observing: [\.standardErrorContent]) {
            await ServiceMainTests.start(["MUSTER_LOG_LEVEL": "loud"])
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("MUSTER_LOG_LEVEL has a wrong value 'loud': expected one of trace, debug, info"))
        #expect(text.contains("MUSTER_SAMPLE_ADDRESS is missing; expected text"))
    }

    @Test("an argument that nobody knows is refused with 64", arguments: ["serve", "--verbose"])
    func refusesArguments(argument: String) async {
        await #expect(processExitsWith: .exitCode(64)) { [argument] in
            await ServiceMainTests.start(["MUSTER_SAMPLE_ADDRESS": "x"], arguments: [argument])
        }
    }

    @Test("--help lists every setting, without the value of a secret")
    func help() async throws {
        let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardOutputContent]) {
            await ServiceMainTests.start([:], arguments: ["--help"])
        }
        let text = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        for name in [
            "MUSTER_SAMPLE_ADDRESS", "MUSTER_SAMPLE_MODE", "MUSTER_SAMPLE_KEY", "MUSTER_INSTANCE", "MUSTER_LOG_LEVEL",
            "MUSTER_LOG_FORMAT",
        ] {
            #expect(text.contains("  \(name)\n"))
        }
        #expect(text.contains("muster-sample migrate          brings the schema up to date"))
        #expect(text.contains("muster-sample guest add NAME   lets somebody in"))
        #expect(text.contains("(text; default drain)"))
        #expect(text.contains("(text; required)"))
        #expect(text.contains("(text; secret, or MUSTER_SAMPLE_KEY_FILE)"))
        #expect(!text.contains("unsaid"))
    }

    @Test("a command runs once, and its outcome is the exit code", arguments: [("right", 0), ("wrong", 1)])
    func command(address: String, code: Int32) async {
        await #expect(processExitsWith: .exitCode(code)) { [address] in
            await ServiceMainTests.start(["MUSTER_SAMPLE_ADDRESS": address], arguments: ["migrate"])
        }
    }

    @Test("a command of several words takes its arguments, and needs only its own settings")
    func commandWithArguments() async throws {
        await #expect(processExitsWith: .exitCode(0)) {
            await ServiceMainTests.start([:], arguments: ["guest", "add", "magda"])
        }
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            await ServiceMainTests.start([:], arguments: ["guest", "add", "juri"])
        }
        #expect(String(decoding: try #require(result).standardErrorContent, as: UTF8.self) == "juri stays outside\n")
        await #expect(processExitsWith: .exitCode(64)) {
            await ServiceMainTests.start([:], arguments: ["guest", "add"])
        }
        await #expect(processExitsWith: .exitCode(64)) {
            await ServiceMainTests.start([:], arguments: ["guest", "add", "magda", "juri"])
        }
    }

    @Test("the admin port is open before services are made and until they have drained")
    func adminPort() async throws {
        let result = await #expect(processExitsWith: .exitCode(0), observing: [\.standardErrorContent]) {
            setenv("MUSTER_ADMIN_PORT", "0", 1)
            await ServiceMain.run(AdminSampleProgram.self, arguments: [])
        }
        let log = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        let listening = try #require(log.range(of: #""message":"listening""#))
        let ending = try #require(log.range(of: #""message":"ending""#))
        let stopped = try #require(log.range(of: #""message":"stopped listening""#))
        #expect(listening.lowerBound < ending.lowerBound)
        #expect(ending.lowerBound < stopped.lowerBound)
    }

    @Test("a port that is taken ends the process with 1, saying so")
    func portTaken() async throws {
        let result = await #expect(processExitsWith: .exitCode(1), observing: [\.standardErrorContent]) {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &address) { bytes in
                let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
                guard bind(descriptor, pointer, length) == 0, listen(descriptor, 1) == 0,
                    getsockname(descriptor, pointer, &length) == 0
                else { exit(70) }
            }
            setenv("MUSTER_ADMIN_PORT", "\(UInt16(bigEndian: address.sin_port))", 1)
            await ServiceMain.run(AdminSampleProgram.self, arguments: [])
        }
        let log = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(log.contains(#""level":"critical""#))
    }
}
