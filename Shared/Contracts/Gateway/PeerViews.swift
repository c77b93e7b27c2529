/// How peers with open sockets at the gateway stand: changes, and answers to ``CheckInPeers``.
public struct PeerViews: GatewayMessage {
    public static let name = "gateway.peer.views.v1"
    public var shard: Shard
    public var views: [PeerView]

    public init(shard: Shard, views: [PeerView]) {
        self.shard = shard
        self.views = views
    }
}
