/// A request that the hosts service answers.
public protocol HostsRequest: ServiceRequest {}
extension HostsRequest { public static var service: ServiceName { .hosts } }

/// Names a streaming host: `[A-Za-z0-9_.:-]{1,128}`.
public struct HostID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Whether a host is in a session. A string, so that a reader survives what is newer than itself.
public struct HostStatus: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    public static let idle = Self("idle")
    public static let busy = Self("busy")

    /// Whether this release knows what to do about it.
    public var isKnown: Bool { self == .idle || self == .busy }
}

public struct GameInfo: Codable, Sendable, Hashable {
    public var name: String
    public var specs: String

    public init(name: String, specs: String) {
        self.name = name
        self.specs = specs
    }
}

/// Registers a host or keeps it alive. Members left out keep their value.
public struct HeartbeatHost: HostsRequest {
    public static let name = "hosts.host.heartbeat.v1"
    public var hostID: HostID
    public var roomID: String
    public var region: String?
    public var status: HostStatus?
    public var capacity: Int?
    public var publicIP: String?
    public var gameInfo: GameInfo?
    /// The socket's address, for a new host that names no `publicIP`.
    public var address: String

    public init(
        hostID: HostID, roomID: String, region: String?, status: HostStatus?, capacity: Int?, publicIP: String?,
        gameInfo: GameInfo?, address: String
    ) {
        self.hostID = hostID
        self.roomID = roomID
        self.region = region
        self.status = status
        self.capacity = capacity
        self.publicIP = publicIP
        self.gameInfo = gameInfo
        self.address = address
    }

    public struct Reply: Codable, Sendable, Hashable {
        public var ttlSeconds: Int
        public init(ttlSeconds: Int) { self.ttlSeconds = ttlSeconds }
    }
}

/// Marks a host busy (a reservation becomes a session) or idle (every slot is free). Refused: `notFound`.
public struct SetHostStatus: HostsRequest {
    public typealias Reply = Outcome<HostStatus>
    public static let name = "hosts.host.status.v1"
    public var hostID: HostID
    public var status: HostStatus

    public init(hostID: HostID, status: HostStatus) {
        self.hostID = hostID
        self.status = status
    }
}

/// Claims one free slot. Refused: `notFound` when there is none.
public struct FindHost: HostsRequest {
    public typealias Reply = Outcome<Found>
    public static let name = "hosts.host.find.v1"
    /// Only hosts of this region; `nil` for any.
    public var region: String?
    /// Whom the TURN credentials are for.
    public var caller: String

    public init(region: String?, caller: String) {
        self.region = region
        self.caller = caller
    }

    public struct Found: Codable, Sendable, Hashable {
        public var roomID: String
        public var signalingURL: String
        public var iceServers: [ICEServer]

        public init(roomID: String, signalingURL: String, iceServers: [ICEServer]) {
            self.roomID = roomID
            self.signalingURL = signalingURL
            self.iceServers = iceServers
        }
    }
}

/// A STUN or TURN server as WebRTC's `RTCIceServer` has it.
public struct ICEServer: Codable, Sendable, Hashable {
    public var urls: String
    public var username: String?
    public var credential: String?

    public init(urls: String, username: String? = nil, credential: String? = nil) {
        self.urls = urls
        self.username = username
        self.credential = credential
    }
}

/// The STUN and TURN servers, with credentials for one caller.
public struct GetICEServers: HostsRequest {
    public typealias Reply = [ICEServer]
    public static let name = "hosts.ice.get.v1"
    public var caller: String

    public init(caller: String) { self.caller = caller }
}

/// All live hosts, for operators.
public struct ListHosts: HostsRequest {
    public typealias Reply = [HostSummary]
    public static let name = "hosts.host.list.v1"

    public init() {}
}

/// A host as its Redis value describes it, with what is promised of it.
public struct HostSummary: Codable, Sendable, Hashable {
    public var hostID: HostID
    public var roomID: String
    public var status: HostStatus
    public var region: String
    public var lastHeartbeat: Timestamp
    public var publicIP: String
    public var gameInfo: GameInfo
    public var capacity: Int
    public var reservations: Int
    public var sessions: Int

    public init(
        hostID: HostID, roomID: String, status: HostStatus, region: String, lastHeartbeat: Timestamp, publicIP: String,
        gameInfo: GameInfo, capacity: Int, reservations: Int, sessions: Int
    ) {
        self.hostID = hostID
        self.roomID = roomID
        self.status = status
        self.region = region
        self.lastHeartbeat = lastHeartbeat
        self.publicIP = publicIP
        self.gameInfo = gameInfo
        self.capacity = capacity
        self.reservations = reservations
        self.sessions = sessions
    }
}
