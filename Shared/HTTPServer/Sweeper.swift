import Metrics
import Sockets

/// Looks at every connection four times a second: ends those that take too long over a head, a body or nothing at all,
/// which libmicrohttpd's own limit doesn't (any byte renews it), and watches those that wait for an answer, since
/// libmicrohttpd doesn't notice that a suspended client leaves. Only on its loop's thread.
final class Sweeper: @unchecked Sendable {
    private static let interval = Duration.milliseconds(250)
    /// A request that is answered faster is never watched, which would cost it two system calls.
    private static let patience = Duration.milliseconds(200)
    private unowned let server: HTTPDaemon
    private let httpConnections = Gauge(label: "muster_http_connections", dimensions: [("kind", "http")])
    private let webSockets = Gauge(label: "muster_http_connections", dimensions: [("kind", "websocket")])
    private var timer: LoopTimer?
    private var isStopped = false

    private init(_ server: HTTPDaemon) { self.server = server }

    /// Sweeps until `stop`.
    static func start(_ server: HTTPDaemon) -> Sweeper {
        let sweeper = Sweeper(server)
        server.loop.execute { sweeper.schedule() }
        return sweeper
    }

    /// From any thread. The server must live until it returns.
    func stop() async {
        await withCheckedContinuation { continuation in
            server.loop.execute {
                self.isStopped = true
                self.timer?.cancel()
                continuation.resume()
            }
        }
    }

    private func schedule() {
        guard !isStopped else { return }
        timer = server.loop.schedule(after: Self.interval) { [weak self] in
            self?.sweep()
            self?.schedule()
        }
    }

    private func sweep() {
        let now = ContinuousClock.now
        let connections = server.registry.all
        for connection in connections { look(at: connection, now) }
        httpConnections.record(connections.count)
        webSockets.record(server.sockets.tally.count)
    }

    private func look(at connection: ClientConnection, _ now: ContinuousClock.Instant) {
        let (phase, since, isWatched) = connection.state.withLock { ($0.phase, $0.since, $0.isWatched) }
        let age = now - since
        switch phase {
        case .head where age > server.configuration.headerTimeout,
            .body where age > server.configuration.bodyTimeout,
            .idle where age > server.configuration.idleTimeout:
            connection.breakOff()
        case .handling where age > Self.patience && !isWatched:
            watch(connection)
        default: break
        }
    }

    private func watch(_ connection: ClientConnection) {
        connection.state.withLock { state in
            guard !state.isClosed else { return }
            state.isWatched = true
            do {
                state.watch = try server.loop.watch(connection.descriptor, for: [.closing, .once]) {
                    [weak connection] _ in
                    connection?.clientLeft()
                }
            } catch {
                state.watch = nil  // without a watch its departure shows when the answer is sent
            }
        }
    }
}

extension ClientConnection {
    /// The client has closed its side: nobody will read the answer.
    fileprivate func clientLeft() {
        let exchange = state.withLock { $0.exchange }
        exchange?.cancel()
    }
}
