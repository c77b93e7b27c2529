import ServiceLifecycle

/// Makes a program's services and runs them, between the admin port, which is up meanwhile, and the notice of draining.
struct ProgramService<Program: ServiceProgram>: Service {
    let context: ProgramContext
    /// Returns when the admin port is open; throws when that can't be.
    let adminPort: @Sendable () async throws -> Void

    func run() async throws {
        let (context, adminPort) = (context, adminPort)
        let services: [any Service]
        do {
            services = try await cancelWhenGracefulShutdown {
                try await adminPort()
                return try await Program.services(context)
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return  // asked to end before there was anything to drain
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0) },
                // The group around this one keeps the time.
                maximumGracefulShutdownDuration: ServiceMain.drainDuration,
                maximumCancellationDuration: ServiceMain.cancellationDuration, logger: context.logger))
        context.readiness.started()
        try await group.run()
    }
}
