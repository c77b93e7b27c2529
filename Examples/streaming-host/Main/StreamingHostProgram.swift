import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle
import StreamingExample

/// The executable around the reference streaming host.
enum StreamingHostProgram {
    private static let help = """
        streaming-host: a reference streaming host. It streams nothing, but is found, busy and idle like a real one.

        It takes its settings from the environment:
          MUSTER_GATEWAY_URL          the gateway; http://127.0.0.1:8080, with MUSTER_HTTP_PORT where that is set
          MUSTER_SIGNALING_URL        where it meets its clients, as the gateway tells them; ws://127.0.0.1:8090
          MUSTER_HOST_SECRET          what the gateway wants of hosts, if anything
          STREAMING_HOST_REGION       where it stands; the gateway's default
          STREAMING_HOST_HEARTBEAT    seconds between heartbeats, 1 to 29; 20
          STREAMING_HOST_SIGNALLING   'serve' to serve the rooms at MUSTER_SIGNALING_URL, too

        It stops on SIGTERM or SIGINT.
        """

    /// Runs until a signal; the exit code.
    static func run() async -> Int32 {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--help") || arguments.contains("-h") {
            print(help)
            return 0
        }
        guard arguments.isEmpty else {
            say("no arguments are taken; see --help")
            return 64
        }
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var configuration = StreamingHostConfiguration(
            gateway: value("MUSTER_GATEWAY_URL") ?? "http://127.0.0.1:\(value("MUSTER_HTTP_PORT") ?? "8080")",
            signalling: value("MUSTER_SIGNALING_URL") ?? "ws://127.0.0.1:8090", region: value("STREAMING_HOST_REGION"))
        configuration.secret = value("MUSTER_HOST_SECRET")
        if let text = value("STREAMING_HOST_HEARTBEAT") {
            guard let seconds = Int(text), (1...29).contains(seconds) else {
                say("STREAMING_HOST_HEARTBEAT must be 1 to 29 seconds; the gateway forgets a host after 30")
                return 64
            }
            configuration.heartbeatInterval = .seconds(seconds)
        }
        let logger = Logger(label: "streaming-host")
        do {
            let serves = value("STREAMING_HOST_SIGNALLING") == "serve"
            let rooms = serves ? try await SignallingServer(at: configuration.signalling, logger: logger) : nil
            let service = HostService(host: StreamingHost(configuration, logger: logger), logger: logger)
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    maximumGracefulShutdownDuration: .seconds(15), logger: logger))
            try await group.run()
            await rooms?.stop()
            return 0
        } catch {
            say("\(error)")
            return 1
        }
    }

    private static func say(_ text: String) {
        // With standard error gone there is nowhere to complain to.
        _ = Array("streaming-host: \(text)\n".utf8).withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The host as a part of a `ServiceGroup`.
private struct HostService: Service {
    let host: StreamingHost
    let logger: Logger

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                try await host.run { logger.info("streaming host", metadata: ["host.state": "\($0)"]) }
            }
        } catch is CancellationError {}
    }
}
