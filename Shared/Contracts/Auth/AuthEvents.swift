/// An event that auth tells the other services.
public protocol AuthEvent: Event {}
extension AuthEvent {
    public static var source: ServiceName { .auth }
    public static var audience: EventAudience { .services }
}

/// Somebody signed in; their passes for a match under way get the next generation.
public struct SessionStarted: AuthEvent {
    public static let type = "auth.session.started.v1"
    public var playerID: PlayerID
    public var subject: String { playerID.rawValue }

    public init(playerID: PlayerID) { self.playerID = playerID }
}

/// Sessions are dead, on every gateway from now on.
public struct SessionsRevoked: AuthEvent {
    public static let type = "auth.session.revoked.v1"
    public var playerID: PlayerID
    /// Those that died; `nil` for all of the player's but ``except``.
    public var sessions: [SessionID]?
    /// The one that stays alive.
    public var except: SessionID?
    /// Ends the player's open ticket: true for log-out, deletion and an operator's word, false for a change of password.
    public var endsTicket: Bool
    /// When that was, by auth's database: it may be heard of when the player has signed in anew, and what was begun by a
    /// later session isn't meant. `nil` means whatever the player has.
    public var revokedAt: Timestamp?
    public var subject: String { playerID.rawValue }

    public init(
        playerID: PlayerID, sessions: [SessionID]?, except: SessionID? = nil, endsTicket: Bool,
        revokedAt: Timestamp? = nil
    ) {
        self.playerID = playerID
        self.sessions = sessions
        self.except = except
        self.endsTicket = endsTicket
        self.revokedAt = revokedAt
    }
}

/// A user is gone: shown as `deleted-user` from now on.
public struct UserDeleted: AuthEvent {
    public static let type = "auth.user.deleted.v1"
    public var playerID: PlayerID
    public var subject: String { playerID.rawValue }

    public init(playerID: PlayerID) { self.playerID = playerID }
}

/// Told every second, once every revocation before it has been published: a gateway that misses three empties its cache of
/// sessions. Transient.
public struct SessionBeat: AuthEvent {
    public static let type = "auth.session.beat.v1"
    /// The replica that says it.
    public var replica: String
    public var subject: String { replica }

    public init(replica: String) { self.replica = replica }
}
