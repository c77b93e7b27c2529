import Contracts
import ModesCore
import Tracing

/// A match, from its proposal until results has decided its ending.
public struct LiveMatch: Codable, Sendable, Hashable {
    public enum Stage: Codable, Sendable, Hashable {
        /// Players are asked.
        case found
        /// All want it; no server is free yet.
        case reserving(until: Timestamp)
        /// Confirmed. `fetchBy` is `nil` once the server knows of it.
        case loading(fetchBy: Timestamp?, startBy: Timestamp)
        case playing
        /// Its players are free, and results is asked for the ending.
        case closing
    }

    public let id: MatchID
    public let mode: ModeName
    public let createdAt: Timestamp
    /// Where it is played, as its mode said when it was found; `nil` on a match server. A string, so that a reader survives
    /// places that are newer than itself.
    public private(set) var placement: String?
    public var seats: [Seat]
    public var readyCheck: ReadyCheck
    public var stage: Stage
    /// Regions that all players have measured, the best for the worst-off first.
    public var regions: [String]
    /// The streaming host that is kept for it.
    public var host: ReserveHost.Reserved?
    /// The last server that was promised; let go when ``serverIsHeld`` is false.
    public var server: BookedServer?
    public var serverIsHeld: Bool
    /// How often it has been confirmed so far, each time but for the first on another server.
    public var bookings: Int
    /// Addresses that have failed it.
    public var failedServers: [String]
    /// Places that are to be filled while it is played; `nil` for none.
    public var openings: [Opening]?
    /// Who is asked to join it; `nil` for nobody.
    public var joinings: [Joining]?
    /// How often somebody has joined it; `nil` is never.
    public var joined: Int?
    /// When the server's signs are to be looked at next, from `loading` on.
    public var lookAt: Timestamp?
    /// Of the request that made it whole, in which no player was missing any more.
    public var trace: TraceContext?

    public init(
        id: MatchID, mode: ModeName, createdAt: Timestamp, placement: Mode.Placement = .server, seats: [Seat],
        acceptBy: Timestamp,
        regions: [String]
    ) {
        self.id = id
        self.mode = mode
        self.createdAt = createdAt
        self.placement = placement == .server ? nil : placement.rawValue
        self.seats = seats
        readyCheck = ReadyCheck(seats: seats.count, acceptBy: acceptBy)
        stage = .found
        self.regions = regions
        serverIsHeld = false
        bookings = 0
        failedServers = []
    }

    /// As players and servers see it.
    public var config: MatchConfig {
        MatchConfig(
            matchID: id, mode: mode, address: address, factions: seats.map(\.faction), nicknames: seats.map(\.nickname),
            playerIDs: seats.map(\.playerID), region: region, host: phase == nil ? nil : meeting,
            addresses: isAmongPeers && phase != nil ? seats.map { $0.address ?? "" } : nil)
    }

    /// Where it is played, once that is known.
    private var region: String? {
        if isUnattended { return bookings > 0 ? host?.region ?? regions.first : nil }
        return serverIsHeld ? server?.region : nil
    }

    private var address: String? {
        if isAmongPeers { return phase == nil ? nil : seats.first?.address }
        return serverIsHeld ? server?.address : nil
    }

    private var meeting: MatchConfig.Host? {
        host.map { MatchConfig.Host(roomID: $0.roomID, signalingURL: $0.signalingURL, iceServers: $0.iceServers) }
    }

    /// No match server of Muster's plays it: nobody calls for it, its players may leave it when they like, and any server
    /// user may speak for it.
    public var isUnattended: Bool { placement != nil }

    /// A streaming host plays it.
    public var isOnHost: Bool { placement == Mode.Placement.host.rawValue }

    /// The first of its players hosts the others.
    public var isAmongPeers: Bool { placement == Mode.Placement.peer.rawValue }

    /// Whether a server user may speak for it.
    func isHeld(by user: PlayerID) -> Bool { isUnattended ? bookings > 0 : server?.serverUser == user }

    /// What results is told; `nil` before the first confirmation.
    public var confirmation: MatchConfirmation? {
        guard bookings > 0 else { return nil }
        return MatchConfirmation(
            matchID: id, mode: mode, region: isUnattended ? region : server?.region,
            address: server?.address ?? "", serverUser: server?.serverUser ?? "", createdAt: createdAt,
            players: seats.map {
                MatchConfirmation.Player(playerID: $0.playerID, nickname: $0.nickname, faction: $0.faction)
            },
            booking: bookings + (joined ?? 0))
    }

    /// How a server's owner sees it; `nil` unless a server is to play it.
    public var phase: PlayerState.MatchPhase? {
        switch stage {
        case .loading: .playersLoading
        case .playing: .matchInProgress
        case .found, .reserving, .closing: nil
        }
    }

    /// All want it, and nothing is missing but a server.
    var needsServer: Bool { stage != .closing && !isUnattended && !serverIsHeld && readyCheck.isUnanimous }

    func seat(of playerID: PlayerID) -> Int? { seats.firstIndex { $0.playerID == playerID } }

    /// Its tickets, each once, in the order of the seats.
    var tickets: [TicketID] {
        var seen: Set<TicketID> = []
        return seats.map(\.ticketID).filter { seen.insert($0).inserted }
    }
}
