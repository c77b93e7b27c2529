import Duel
import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle

/// The executable around the reference match server.
enum DuelProgram {
    /// Runs until a signal; the exit code.
    static func run() async -> Int32 {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--help") || arguments.contains("-h") {
            print(DuelSettings.help)
            return 0
        }
        do {
            guard arguments.isEmpty else {
                throw DuelSettings.Wrong(description: "no arguments are taken; see --help")
            }
            let configuration = try DuelSettings.read(ProcessInfo.processInfo.environment)
            let logger = Logger(label: "duel-server")
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [
                        .init(
                            service: DuelService(server: DuelServer(configuration, logger: logger)),
                            successTerminationBehavior: .gracefullyShutdownGroup)
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    maximumGracefulShutdownDuration: configuration.drainLimit + .seconds(5), logger: logger))
            try await group.run()
            return 0
        } catch let wrong as DuelSettings.Wrong {
            say("\(wrong)")
            return 64
        } catch {
            say("\(error)")
            return 1
        }
    }

    private static func say(_ text: String) {
        // With standard error gone there is nowhere to complain to.
        _ = Array("duel-server: \(text)\n".utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The match server as a part of a `ServiceGroup`.
private struct DuelService: Service {
    let server: DuelServer

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            server.stop()
        }
    }
}
