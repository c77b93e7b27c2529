import Contracts

extension HeartbeatHost {
    /// A heartbeat of a host in the room `room-<id>`, with little said about it.
    static func sample(
        _ id: String, region: String? = nil, status: HostStatus? = nil, capacity: Int? = nil, publicIP: String? = nil,
        gameInfo: GameInfo? = nil
    ) -> HeartbeatHost {
        HeartbeatHost(
            hostID: HostID(id), roomID: "room-\(id)", region: region, status: status, capacity: capacity,
            publicIP: publicIP, gameInfo: gameInfo, address: "192.0.2.1")
    }
}
