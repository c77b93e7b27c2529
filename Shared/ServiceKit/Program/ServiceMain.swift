import Glibc
import Logging
import ServiceLifecycle

/// The common start-up of Muster's services.
///
/// ```swift
/// await ServiceMain.run(AuthProgram.self)  // the whole of main.swift
/// ```
///
/// | exit code | |
/// |---|---|
/// | 0 | drained after SIGTERM or SIGINT; or a command, `--help` |
/// | 1 | a service failed, or didn't drain in time |
/// | 64 | a wrong argument or setting |
public enum ServiceMain {
    /// How long draining may take, and after it, what was cancelled.
    static let drainDuration = Duration.seconds(20)
    static let cancellationDuration = Duration.seconds(3)

    /// Does what the arguments ask for, and ends the process.
    ///
    /// - Parameter arguments: without the program's own name.
    public static func run<Program: ServiceProgram>(
        _ program: Program.Type, arguments: [String] = Array(CommandLine.arguments.dropFirst())
    ) async -> Never {
        // A peer that went away is an error of `write`, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        switch Invocation.decide(program, arguments: arguments, environment: SettingValues.environment) {
        case .help(let text):
            print(text, terminator: "")
            exit(0)
        case .refuse(let text):
            LogSink.standardError(Array(text.utf8))
            exit(64)
        case .command(let command, let arguments, let settings):
            let context = bootstrap(program, settings)
            await end(context.logger) { try await command.run(context, arguments) }
        case .run(let settings):
            let context = bootstrap(program, settings)
            await end(context.logger) { try await serve(program, context) }
        }
    }

    private static func bootstrap<Program: ServiceProgram>(
        _ program: Program.Type, _ settings: SettingValues
    ) -> ProgramContext {
        let instance = settings[CommonSettings.instance] ?? CommonSettings.defaultInstance
        let level = settings[CommonSettings.logLevel]
        LoggingSystem.bootstrap(
            settings[CommonSettings.logFormat].factory(
                level: level, service: "muster-\(Program.name)", instance: instance, metadataProvider: .tracing))
        return ProgramContext(
            service: Program.name, instance: instance, settings: settings,
            logger: Logger(label: "muster.\(Program.name)"), readiness: Readiness())
    }

    private static func end(_ logger: Logger, after body: () async throws -> Void) async -> Never {
        do {
            try await body()
            leave(0)
        } catch let refusal as CommandRefused {
            LogSink.standardError(Array("\(refusal)\n".utf8))
            leave(1)
        } catch {
            logger.critical("ended by an error", metadata: ["error": "\(error)"])
            leave(1)
        }
    }

    /// Ends the process with what was printed, and without what libraries do at exit: OpenSSL frees its locks there, and a
    /// thread that is still closing a connection would find them gone.
    private static func leave(_ code: Int32) -> Never {
        fflush(nil)
        _exit(code)
    }

    private static func serve<Program: ServiceProgram>(_ program: Program.Type, _ context: ProgramContext) async throws
    {
        let admin = Program.hasAdminPort ? AdminService(context) : nil
        let main = ProgramService<Program>(context: context) { _ = try await admin?.server.address }
        let services: [any Service] = [admin].compactMap { $0 } + [main, DrainNotice(readiness: context.readiness)]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], maximumGracefulShutdownDuration: drainDuration,
                maximumCancellationDuration: cancellationDuration, logger: context.logger))
        context.logger.info("starting", metadata: ["pid": .stringConvertible(Int(getpid()))])
        try await group.run()
        context.logger.info("drained")
    }
}
