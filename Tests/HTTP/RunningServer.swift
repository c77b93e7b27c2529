import HTTPServer
import Logging
import ServiceLifecycle
import Sockets
import Threads

/// A server on a free port of loopback, for the length of one test.
struct RunningServer: Sendable {
    let address: SocketAddress
    private let group: ServiceGroup
    private let isShuttingDown = Locked(false)

    var url: String { "http://\(address)" }

    /// Asks for graceful shutdown.
    func shutDown() async {
        let isFirst = isShuttingDown.withLock { isShuttingDown in
            defer { isShuttingDown = true }
            return !isShuttingDown
        }
        // A second one would cancel.
        if isFirst { await group.triggerGracefulShutdown() }
    }

    private init(address: SocketAddress, group: ServiceGroup) {
        self.address = address
        self.group = group
    }

    /// Serves the router while the body runs, then drains; the drain of a test is short unless it is configured.
    @discardableResult
    static func with<Result: Sendable>(
        _ router: Router, middleware: [Middleware] = [],
        configure: (inout HTTPServiceConfiguration) -> Void = { _ in },
        onDrain: @escaping @Sendable () async -> Void = {},
        _ body: @escaping @Sendable (RunningServer) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPServiceConfiguration(port: 0)
        configuration.drainTimeout = .milliseconds(200)
        configure(&configuration)
        let service = HTTPService(
            configuration: configuration, router: router, middleware: middleware, onDrain: onDrain)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: service)], logger: Logger(label: "test"))
        )
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let server = RunningServer(address: try await service.address, group: group)
            do {
                let result = try await body(server)
                await server.shutDown()
                try await tasks.waitForAll()
                return result
            } catch {
                await server.shutDown()
                try await tasks.waitForAll()
                throw error
            }
        }
    }

    /// Sends these bytes on a connection of their own, and gives back everything until the server closes it.
    func exchange(_ text: String, within limit: Duration = .seconds(5)) async throws -> String {
        let connection = try await RawClient(address)
        try await connection.send(text)
        return try await connection.readToEnd(within: limit)
    }
}
