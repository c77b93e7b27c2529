/// What a WebSocket puts up with, at either end.
public struct WebSocketConfiguration: Sendable, Hashable {
    /// A longer message closes with 1009.
    public var maximumMessageBytes: Int
    /// After this long without anything from the other side it is pinged; nil never.
    public var pingInterval: Duration?
    /// After this much longer without anything it is gone.
    public var pongTimeout: Duration
    /// How long the other side has to answer a close.
    public var closeTimeout: Duration
    /// Received messages that wait to be taken; with more, nothing is read from the socket.
    public var receiveQueue: Int

    public init(
        maximumMessageBytes: Int = 64 << 10, pingInterval: Duration? = .seconds(20),
        pongTimeout: Duration = .seconds(20),
        closeTimeout: Duration = .seconds(2), receiveQueue: Int = 32
    ) {
        self.maximumMessageBytes = maximumMessageBytes
        self.pingInterval = pingInterval
        self.pongTimeout = pongTimeout
        self.closeTimeout = closeTimeout
        self.receiveQueue = receiveQueue
    }
}
