import Sockets

/// Where an `HTTPService` listens, and what it takes.
public struct HTTPServiceConfiguration: Sendable {
    /// An address, or `localhost`.
    public var host: String
    /// 0 takes any free port; `HTTPService.address` tells which.
    public var port: UInt16
    /// A longer body is 413.
    public var maximumBodyBytes = 64 << 10
    /// A longer head is 431. What is longer than 20 KiB is refused without a problem body.
    public var maximumHeaderBytes = 16 << 10
    public var maximumHeaderFields = 100
    /// From the connection to the end of the first request's head, and from a request line to the end of its head.
    public var headerTimeout = Duration.seconds(10)
    /// From the end of the head to the end of the body.
    public var bodyTimeout = Duration.seconds(20)
    /// How long a connection may stay without a request, or a client without reading its answer.
    public var idleTimeout = Duration.seconds(75)
    /// WebSockets counted. What is over it is closed at once.
    public var maximumConnections = 16_384
    /// How many connections one address may have; nil is no limit. What is over it is closed at once.
    public var maximumConnectionsPerAddress: @Sendable (IPAddress) -> Int? = { _ in nil }
    /// How long draining may take before what is left is broken off.
    public var drainTimeout = Duration.seconds(15)
    /// Threads that do the work of the protocol; handlers don't run on them.
    public var threads = 2

    public init(host: String = "127.0.0.1", port: UInt16 = 8080) {
        self.host = host
        self.port = port
    }
}
