import CLinux
import Glibc
import Logging
import Metrics
import ServiceLifecycle
import Sockets
import Threads

/// An HTTP/1.1 server over libmicrohttpd: runs a `Router` behind middleware, until graceful shutdown.
///
/// When that is asked for it takes no more connections, resolves every request's `drain`, calls `onDrain`, closes
/// WebSockets with 1012, ends event streams, and waits for what is in hand; what isn't done after `drainTimeout` is
/// cancelled. Cancelling the task of `run` does the same without waiting.
public final class HTTPService: Service {
    private let configuration: HTTPServiceConfiguration
    private let answer: Next
    private let onDrain: @Sendable () async -> Void
    private let listening = OneShot<SocketAddress>()
    private let logger: Logger

    /// - Parameters:
    ///   - middleware: around everything, also around what no route takes; the first outermost.
    ///   - onDrain: called when draining begins: the place to answer what waits.
    public init(
        configuration: HTTPServiceConfiguration, router: Router, middleware: [Middleware] = [],
        logger: Logger = Logger(label: "http.server"), onDrain: @escaping @Sendable () async -> Void = {}
    ) {
        self.configuration = configuration
        self.logger = logger
        self.onDrain = onDrain
        answer = middleware.wrap { try await router.handle($0) }
    }

    /// Where it listens, once it does; with the real port where 0 was asked for. Throws what `run` threw instead of
    /// listening.
    public var address: SocketAddress {
        get async throws { try await listening.value() }
    }

    /// Serves. Throws `SocketError` when it can't listen.
    public func run() async throws {
        let daemon: HTTPDaemon
        do {
            daemon = try await start()
        } catch {
            listening.fail(error)
            throw error
        }
        let sweeper = Sweeper.start(daemon)
        let wasCancelled: Bool
        do {
            try await gracefulShutdownOrCancellation()
            wasCancelled = false
        } catch is CancellationError {
            wasCancelled = true
        }
        // Draining goes on after a cancellation, in a task that isn't cancelled: libmicrohttpd must be stopped in good
        // order.
        await Task { [configuration, onDrain] in
            await daemon.drain(within: wasCancelled ? .zero : configuration.drainTimeout, onDrain: onDrain)
            await sweeper.stop()
        }.value
        logger.info("stopped listening", metadata: ["http.connections": "\(daemon.registry.count)"])
    }

    private func start() async throws -> HTTPDaemon {
        let wanted = try await HostResolver.resolve(configuration.host, port: configuration.port)[0]
        let descriptor = try Descriptor.listen(on: wanted)
        let address = SocketAddress.of(descriptor) ?? wanted
        guard let daemon = HTTPDaemon(configuration: configuration, listener: descriptor, answer: answer) else {
            throw SocketError(.system, "start libmicrohttpd")
        }
        logger.info("listening", metadata: ["http.address": "\(address)"])
        listening.succeed(address)
        return daemon
    }

    private func gracefulShutdownOrCancellation() async throws { try await gracefulShutdown() }
}
