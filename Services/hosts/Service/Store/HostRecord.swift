import Contracts

/// The JSON of the key `host:<id>`, with the seed's members and spellings.
struct HostRecord: Codable, Hashable {
    let hostId: HostID
    let roomId: String
    let status: HostStatus
    let region: String
    /// Milliseconds since 1970.
    let lastHeartbeat: Int64
    let publicIp: String
    let gameInfo: GameInfo
}
