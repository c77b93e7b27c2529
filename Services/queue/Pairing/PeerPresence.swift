import Contracts

/// What only memory knows of peers, for an owner that has to read its rows anew: when each last called, and where it has an
/// open socket.
public struct PeerPresence: Sendable {
    struct Known: Sendable {
        var lastSeen: Timestamp
        var gateway: GatewayID?
        var hasHosted = false
        var revision: Int64 = 0
    }

    var members: [MatcherID: Known]
}

extension Pairing {
    public var presence: PeerPresence {
        PeerPresence(
            members: members.mapValues {
                .init(lastSeen: $0.lastSeen, gateway: $0.gateway, hasHosted: $0.hasHosted, revision: $0.view.revision)
            })
    }
}
