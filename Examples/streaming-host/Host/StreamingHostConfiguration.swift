import Contracts

/// What a streaming host is told.
public struct StreamingHostConfiguration: Sendable {
    /// `http://host:port` of the gateway.
    public var gateway: String
    /// `ws://host:port`, the same that the gateway tells clients.
    public var signalling: String
    /// The gateway's `MUSTER_HOST_SECRET`, if it has one.
    public var secret: String?
    /// Of this run: another for each start, so that nothing that an earlier run has left is taken for this one's.
    public var hostID: String
    /// Whoever knows it can come in, so it can't be guessed.
    public var roomID: String
    /// Where it stands; the gateway's default where nothing is said.
    public var region: String?
    /// The key of a host lives 30 s.
    public var heartbeatInterval: Duration = .seconds(20)

    public init(gateway: String, signalling: String, region: String? = nil) {
        self.gateway = gateway
        self.signalling = signalling
        self.region = region
        var random = SystemRandomNumberGenerator()
        hostID = "host-" + RandomText.base32(length: 16, using: &random)
        roomID = "room-" + RandomText.base32(length: 26, using: &random)
    }
}
