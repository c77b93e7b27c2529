import CLinux
import CMicroHTTPD
import Glibc
import Sockets
import Threads
import WebSocket

/// libmicrohttpd's daemon and what its callbacks need. Callbacks come on its threads, those of one connection on one
/// thread.
///
/// `@unchecked Sendable`: `daemon` is written once, before the first callback can come, and read by `HTTPDaemon+Drain`
/// after; everything else is a constant.
final class HTTPDaemon: @unchecked Sendable {
    let configuration: HTTPServiceConfiguration
    let answer: Next
    let registry = ConnectionRegistry()
    let drain = DrainSignal()
    /// Requests between their first byte and the last of their answer.
    let exchanges = Tally()
    /// Connections that libmicrohttpd holds suspended; while there are any it mustn't be stopped.
    let suspensions = Tally()
    let sockets = OpenSockets()
    let loop = EventLoop(name: "http-watch")
    private(set) var daemon: OpaquePointer?
    private var listener: Int32

    /// Bytes for the head, the answer's head, and what of the body is read at once.
    private static let connectionMemory = 20 << 10
    /// A body that is too long is read and thrown away up to here, so that the client reads the answer.
    static let maximumDiscardedBytes = 16 << 20

    /// Begins to serve on a listening socket, which it takes over. Nil when libmicrohttpd refuses.
    init?(configuration: HTTPServiceConfiguration, listener: Int32, answer: @escaping Next) {
        self.configuration = configuration
        self.answer = answer
        self.listener = listener
        var callbacks = muster_mhd_callbacks()
        callbacks.context = Unmanaged.passUnretained(self).toOpaque()
        callbacks.accept = acceptPolicy
        callbacks.connection = connectionChanged
        callbacks.handle = handleRequest
        callbacks.completed = requestCompleted
        callbacks.target = targetArrived
        callbacks.unescape = leaveEscaped
        let idle = UInt32(max(1, configuration.idleTimeout.components.seconds))
        // libmicrohttpd divides its limit among its threads, which don't get equal shares; ours is kept by `accepts`.
        let connections = (configuration.maximumConnections + 1) * configuration.threads
        daemon = muster_mhd_start(
            listener, UInt32(configuration.threads), UInt32(connections), Self.connectionMemory,
            idle,
            callbacks)
        guard daemon != nil else {
            close(listener)
            return nil
        }
    }

    /// Takes no more connections. Idempotent; from one task.
    func stopListening() {
        guard listener >= 0, let daemon else { return }
        // Gives the listening socket back.
        MHD_quiesce_daemon(daemon)
        close(listener)
        listener = -1
    }

    /// Ends libmicrohttpd's threads; blocks until they have. Nothing may be suspended.
    func stop() {
        stopListening()
        if let daemon { MHD_stop_daemon(daemon) }
        daemon = nil
    }

    // MARK: Connections

    func accepts(_ address: IPAddress) -> Bool {
        guard registry.count + sockets.tally.count < configuration.maximumConnections else { return false }
        guard let limit = configuration.maximumConnectionsPerAddress(address) else { return true }
        return registry.count(of: address) < limit
    }

    func connectionStarted(_ handle: OpaquePointer) -> ClientConnection? {
        guard let address = muster_mhd_address(handle).flatMap({ SocketAddress($0) }) else { return nil }
        let connection = ClientConnection(descriptor: muster_mhd_descriptor(handle), address: address)
        registry.insert(connection)
        return connection
    }

    /// Called before the descriptor is closed.
    func connectionEnded(_ connection: ClientConnection) {
        let (watch, lingers, goesOn) = connection.state.withLock { state in
            state.isClosed = true
            return (state.watch, state.mustLinger, state.goesOnAsSocket)
        }
        if let watch { loop.execute { watch.cancel() } }
        if lingers { Linger.begin(connection.descriptor, on: loop) }
        registry.remove(connection, keepsAddress: goesOn)
    }

    // MARK: Requests

    func begin(_ exchange: Exchange) {
        exchanges.add()
        exchange.connection.state.withLock { state in
            state.phase = .head
            state.since = .now
            state.exchange = exchange
            state.mustLinger = true
        }
    }

    func end(_ exchange: Exchange) {
        exchange.connection.state.withLock { state in
            state.phase = .idle
            state.since = .now
            state.exchange = nil
        }
        exchange.complete()
        exchanges.remove()
    }

    /// The head is complete. False closes the connection without an answer.
    func start(
        _ exchange: Exchange, _ handle: OpaquePointer, url: UnsafePointer<CChar>, method: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>
    ) -> Bool {
        exchange.connection.enter(.body)
        do throws(RequestHead.Refusal) {
            let head = try RequestHead(
                handle, url: url, method: method, version: version, target: exchange.target, limits: configuration)
            exchange.head = head
            if let length = head.contentLength, length > UInt64(configuration.maximumBodyBytes) {
                exchange.bodyIsTooLarge = true
                return work(exchange, handle)
            }
            return true
        } catch {
            let problem = Problem(error.status, error.detail, headers: ["Connection": "close"])
            return send(problem.response(instance: RequestIdentity.new()), to: exchange, handle)
        }
    }

    /// Some of the body. False closes the connection without an answer.
    func take(_ bytes: UnsafeRawBufferPointer, _ exchange: Exchange) -> Bool {
        if !exchange.bodyIsTooLarge, exchange.body.count + bytes.count <= configuration.maximumBodyBytes {
            exchange.body.append(contentsOf: bytes)
            return true
        }
        exchange.bodyIsTooLarge = true
        exchange.body = []
        exchange.discarded += bytes.count
        return exchange.discarded <= Self.maximumDiscardedBytes
    }

    /// The request is complete: runs its handler. False closes the connection without an answer.
    func work(_ exchange: Exchange, _ handle: OpaquePointer) -> Bool {
        guard let head = exchange.head else { return false }
        if !exchange.bodyIsTooLarge { exchange.connection.state.withLock { $0.mustLinger = false } }
        let request = HTTPRequest(
            id: RequestIdentity.of(head.headers), method: head.method, path: head.path, query: HTTPQuery(head.query),
            headers: head.headers, remoteAddress: exchange.connection.address, body: exchange.body,
            bodyIsTooLarge: exchange.bodyIsTooLarge, arrival: exchange.arrival, drain: drain)
        return exchange.begin { [answer] in await answer(request) }
    }
}
