/// Who somebody is, as every service may know it.
public struct Account: Codable, Sendable, Hashable {
    public var playerID: PlayerID
    public var username: String
    /// Registered with the server key: may offer match servers.
    public var isServerUser: Bool
    public var isOperator: Bool
    public var createdAt: Timestamp

    public init(playerID: PlayerID, username: String, isServerUser: Bool, isOperator: Bool, createdAt: Timestamp) {
        self.playerID = playerID
        self.username = username
        self.isServerUser = isServerUser
        self.isOperator = isOperator
        self.createdAt = createdAt
    }
}

/// Names a session without being able to open it: the SHA-256 of the text of its token, base64url.
public struct SessionID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A session that is alive.
public struct Session: Codable, Sendable, Hashable {
    public var id: SessionID
    public var account: Account
    /// When it ends for good, whatever is done with it.
    public var expiresAt: Timestamp
    /// When it began, by auth's database; `nil` from an auth that doesn't tell.
    public var startedAt: Timestamp?

    public init(id: SessionID, account: Account, expiresAt: Timestamp, startedAt: Timestamp? = nil) {
        self.id = id
        self.account = account
        self.expiresAt = expiresAt
        self.startedAt = startedAt
    }
}
