/// What a connection puts up with.
public struct TCPLimits: Sendable, Hashable {
    /// Unsent bytes above which `write` waits and `writeNow` refuses.
    public var bufferBytes: Int
    /// A connection that takes none of its unsent bytes for this long is closed.
    public var stall: Duration
    /// After so much silence the system asks whether the other side is still there, three times at this distance; whole
    /// seconds. `nil`: never, which suits those who ping by themselves.
    public var keepAlive: Duration?

    public init(bufferBytes: Int = 256 << 10, stall: Duration = .seconds(30), keepAlive: Duration? = nil) {
        self.bufferBytes = bufferBytes
        self.stall = stall
        self.keepAlive = keepAlive
    }
}
