/// What a connection puts up with.
public struct TCPLimits: Sendable, Hashable {
    /// Unsent bytes above which `write` waits and `writeNow` refuses.
    public var bufferBytes: Int
    /// A connection that takes none of its unsent bytes for this long is closed.
    public var stall: Duration

    public init(bufferBytes: Int = 256 << 10, stall: Duration = .seconds(30)) {
        self.bufferBytes = bufferBytes
        self.stall = stall
    }
}
