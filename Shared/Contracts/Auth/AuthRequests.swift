/// A request that auth answers.
public protocol AuthRequest: ServiceRequest {}
extension AuthRequest { public static var service: ServiceName { .auth } }

/// A0. Refused: `invalid`, `nameTaken`, `forbidden` (a server key that isn't ours).
public struct RegisterUser: AuthRequest {
    public typealias Reply = Outcome<Account>
    public static let name = "auth.user.register.v1"
    public var username: String
    public var password: String
    /// The server key, for a server user; empty or `nil` for a player.
    public var serverUser: String?

    public init(username: String, password: String, serverUser: String?) {
        self.username = username
        self.password = password
        self.serverUser = serverUser
    }
}

/// A1. Refused: `badCredentials`, `throttled`, `unavailable` (more log-ins at once than hashing keeps up with).
public struct LogIn: AuthRequest {
    public typealias Reply = Outcome<Granted>
    public static let name = "auth.session.login.v1"
    public var username: String
    public var password: String
    /// Where the attempt comes from.
    public var address: String
    /// The address is in a trusted network: only the limit per name holds.
    public var addressIsTrusted: Bool

    public init(username: String, password: String, address: String, addressIsTrusted: Bool) {
        self.username = username
        self.password = password
        self.address = address
        self.addressIsTrusted = addressIsTrusted
    }

    public struct Granted: Codable, Sendable, Hashable {
        public var session: Session
        /// 256 random bits, base64url. Only its hash is stored.
        public var token: String

        public init(session: Session, token: String) {
            self.session = session
            self.token = token
        }
    }
}

/// Is this session alive? Refused: `badCredentials`.
public struct CheckSession: AuthRequest {
    public typealias Reply = Outcome<Session>
    public static let name = "auth.session.check.v1"
    public var session: SessionID

    public init(session: SessionID) { self.session = session }
}

/// A2. Refused: `badCredentials` when it was dead already.
public struct LogOut: AuthRequest {
    public typealias Reply = Outcome<Done>
    public static let name = "auth.session.logout.v1"
    public var session: SessionID

    public init(session: SessionID) { self.session = session }
}

/// A3. Refused: `forbidden` (wrong password), `throttled`.
public struct DeleteUser: AuthRequest {
    public typealias Reply = Outcome<Done>
    public static let name = "auth.user.delete.v1"
    public var playerID: PlayerID
    public var password: String

    public init(playerID: PlayerID, password: String) {
        self.playerID = playerID
        self.password = password
    }
}

/// All other sessions of the user die. Refused: `forbidden` (wrong password), `invalid`, `throttled`.
public struct ChangePassword: AuthRequest {
    public typealias Reply = Outcome<Done>
    public static let name = "auth.user.password.v1"
    public var playerID: PlayerID
    public var password: String
    public var newPassword: String
    /// The session that stays.
    public var keep: SessionID

    public init(playerID: PlayerID, password: String, newPassword: String, keep: SessionID) {
        self.playerID = playerID
        self.password = password
        self.newPassword = newPassword
        self.keep = keep
    }
}

/// The accounts behind names (case-insensitive) or ids; those that don't exist are left out.
public struct FindAccounts: AuthRequest {
    public typealias Reply = [Account]
    public static let name = "auth.user.find.v1"
    public var usernames: [String]
    public var playerIDs: [PlayerID]

    public init(usernames: [String] = [], playerIDs: [PlayerID] = []) {
        self.usernames = usernames
        self.playerIDs = playerIDs
    }
}
