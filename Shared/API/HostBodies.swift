import Contracts

/// `POST /api/host/heartbeat`.
public struct HeartbeatBody: Codable, Sendable {
    public struct GameInfo: Codable, Sendable {
        public var name: String?
        public var specs: String?
    }

    public var hostId: String?
    public var roomId: String?
    public var region: String?
    public var status: String?
    public var capacity: Double?
    public var publicIp: String?
    public var gameInfo: GameInfo?

    public init(hostId: String?, roomId: String?, region: String? = nil, status: String? = nil) {
        self.hostId = hostId
        self.roomId = roomId
        self.region = region
        self.status = status
    }
}

/// 200 of the heartbeat.
public struct HeartbeatAnswer: Codable, Sendable {
    public var success = true
    /// Seconds.
    public var ttl: Int

    public init(ttl: Int) { self.ttl = ttl }
}

/// `POST /api/host/status`.
public struct HostStatusBody: Codable, Sendable {
    public var hostId: String?
    public var status: String?

    public init(hostId: String?, status: String?) {
        self.hostId = hostId
        self.status = status
    }
}

/// 200 of the status.
public struct HostStatusAnswer: Codable, Sendable {
    public var success = true
    public var status: HostStatus

    public init(status: HostStatus) { self.status = status }
}

/// `POST /api/match/find`.
public struct FindHostBody: Codable, Sendable {
    public var region: String?

    public init(region: String?) { self.region = region }
}

/// 200 of the find.
public struct FoundHostAnswer: Codable, Sendable {
    public var found = true
    public var roomId: String
    public var signalingUrl: String
    public var iceServers: [ICEServer]

    public init(_ found: FindHost.Found) {
        roomId = found.roomID
        signalingUrl = found.signalingURL
        iceServers = found.iceServers
    }
}

/// 200 of `GET /api/hosts`.
public struct HostsAnswer: Codable, Sendable {
    public struct Host: Codable, Sendable {
        public var hostId: HostID
        public var roomId: String
        public var status: HostStatus
        public var region: String
        /// Milliseconds since 1970.
        public var lastHeartbeat: Timestamp
        public var publicIp: String
        public var gameInfo: GameInfo
        public var capacity: Int
        public var reservations: Int
        public var sessions: Int
    }

    public var hosts: [Host]

    public init(_ hosts: [HostSummary]) {
        self.hosts = hosts.map {
            Host(
                hostId: $0.hostID, roomId: $0.roomID, status: $0.status, region: $0.region,
                lastHeartbeat: $0.lastHeartbeat, publicIp: $0.publicIP, gameInfo: $0.gameInfo, capacity: $0.capacity,
                reservations: $0.reservations, sessions: $0.sessions)
        }
    }
}
