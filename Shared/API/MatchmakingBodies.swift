import Contracts

/// `POST /matchmaking/enqueue` (B0), and on the WebSocket.
public struct LookForMatchBody: Codable, Sendable {
    public var type: String?
    public var modes: [String]?
    public var attributes: [String: JSONValue]?
    /// Milliseconds by region.
    public var latencies: [String: Double]?
    /// `ip:port` where others reach this player, for modes that are played among peers.
    public var ipAddress: String?

    public init(
        modes: [String]?, attributes: [String: JSONValue]? = nil, latencies: [String: Double]? = nil,
        ipAddress: String? = nil
    ) {
        type = "LookForMatch"
        self.modes = modes
        self.attributes = attributes
        self.latencies = latencies
        self.ipAddress = ipAddress
    }
}

/// `PUT /matchmaking/enqueue` (B3), and on the WebSocket: `AcceptMatch` or `DeclineMatch`.
public struct AnswerMatchBody: Codable, Sendable {
    public var type: String?
    public var matchId: String?

    public init(accept: Bool, matchId: String? = nil) {
        type = accept ? "AcceptMatch" : "DeclineMatch"
        self.matchId = matchId
    }
}

/// `DELETE /matchmaking/enqueue` (B2), which may come without a body, and on the WebSocket.
public struct RevokeFromMatchBody: Codable, Sendable {
    public var type: String?

    public init() { type = "RevokeFromMatch" }
}

/// A player's state (B1) in answers, event streams and sockets: the members that its `type` has.
public struct StateBody: Codable, Sendable {
    public var type: String
    public var revision: Int64
    public var reason: String?
    public var retryAfterSeconds: Int?
    public var ticketId: TicketID?
    public var modes: [ModeName]?
    /// RFC 3339.
    public var enqueuedAt: String?
    public var estimatedWaitSeconds: Double?
    public var estimatedWaitInterval: [Double]?
    public var matchId: MatchID?
    public var mode: ModeName?
    /// RFC 3339.
    public var acceptBy: String?
    public var acceptInSeconds: Double?
    public var accepted: Int?
    public var players: Int?
    public var youAccepted: Bool?
    public var waitingFor: String?
    public var matchConfig: MatchConfig?
    public var state: String?
    public var cookie: String?
    public var outcome: String?
    public var matchData: JSONText?

    /// - Parameters:
    ///   - age: how long ago the state was sent; what counts down is shortened by it.
    ///   - matchData: the `matchData` of a completed match.
    public init(_ state: PlayerState, age: Duration = .zero, matchData: JSONText? = nil) {
        let passed = age.milliseconds
        type = state.kind.rawValue
        revision = state.revision
        reason = state.reason?.rawValue
        retryAfterSeconds = state.retryAfterMilliseconds.flatMap { left in
            left > passed ? Int((left - passed + 999) / 1000) : nil
        }
        ticketId = state.ticketID
        modes = state.modes
        enqueuedAt = state.enqueuedAt?.rfc3339
        estimatedWaitSeconds = state.estimatedWaitSeconds
        estimatedWaitInterval = state.estimatedWaitInterval
        matchId = state.matchID
        mode = state.mode
        acceptBy = state.acceptBy?.rfc3339
        acceptInSeconds = state.acceptInMilliseconds.map { Double(max(0, $0 - passed)) / 1000 }
        accepted = state.accepted
        players = state.players
        youAccepted = state.youAccepted
        waitingFor = state.waitingFor?.rawValue
        matchConfig = state.matchConfig
        self.state = state.phase?.rawValue
        cookie = state.cookie
        outcome = state.ending?.rawValue
        self.matchData = matchData ?? (state.kind == .matchComplete ? .null : nil)
    }
}
