import HTTPServer
import ServiceLifecycle

/// The port for operators: health, readiness and metrics, from before the program's services are made until after they
/// have drained.
struct AdminService: Service {
    let server: HTTPService

    init(_ context: ProgramContext) {
        var configuration = HTTPServiceConfiguration(
            host: context.settings[CommonSettings.adminHost], port: context.settings[CommonSettings.adminPort])
        // Scrapers and probes: few, and nothing worth waiting for at the end.
        configuration.threads = 1
        configuration.maximumConnections = 256
        configuration.drainTimeout = .seconds(1)
        var router = Router()
        router.addHealthRoutes(readiness: context.readiness)
        server = HTTPService(configuration: configuration, router: router)
    }

    func run() async throws {
        try await server.run()
    }
}
