import Contracts

// Members of request bodies are optional throughout: a member of the wrong JSON type is 400, one that is missing is 422,
// and only the gateway's rules can tell which are needed.

/// `POST /user/register` (A0).
public struct RegisterBody: Codable, Sendable {
    public var type: String?
    public var username: String?
    public var password: String?
    /// The server key, for a server user.
    public var serverUser: String?

    public init(username: String?, password: String?, serverUser: String? = nil) {
        type = "Register"
        self.username = username
        self.password = password
        self.serverUser = serverUser
    }
}

/// 201 of A0.
public struct RegisteredBody: Codable, Sendable {
    public var type = "Registered"
    public var playerId: PlayerID
    public var username: String
    public var isServerUser: Bool

    public init(_ account: Account) {
        playerId = account.playerID
        username = account.username
        isServerUser = account.isServerUser
    }
}

/// `POST /user/login` (A1).
public struct LoginBody: Codable, Sendable {
    public var type: String?
    public var username: String?
    public var password: String?

    public init(username: String?, password: String?) {
        type = "Login"
        self.username = username
        self.password = password
    }
}

/// 200 of A1.
public struct LoggedInBody: Codable, Sendable {
    public var type = "LoggedIn"
    public var playerId: PlayerID
    public var username: String
    public var isServerUser: Bool
    public var isOperator: Bool
    public var token: String
    /// RFC 3339.
    public var expiresAt: String

    public init(_ granted: LogIn.Granted) {
        let account = granted.session.account
        playerId = account.playerID
        username = account.username
        isServerUser = account.isServerUser
        isOperator = account.isOperator
        token = granted.token
        expiresAt = granted.session.expiresAt.rfc3339
    }
}

/// `DELETE /user` (A3).
public struct DeleteUserBody: Codable, Sendable {
    public var type: String?
    public var password: String?

    public init(password: String?) { self.password = password }
}

/// `PUT /user/password`.
public struct ChangePasswordBody: Codable, Sendable {
    public var type: String?
    public var password: String?
    public var newPassword: String?

    public init(password: String?, newPassword: String?) {
        self.password = password
        self.newPassword = newPassword
    }
}

/// 200 of `GET /user` (A4).
public struct UserBody: Codable, Sendable {
    public struct Rating: Codable, Sendable {
        public var mu: Double
        public var sigma: Double
        public var rating: Double
        public var matches: Int
    }

    public var playerId: PlayerID
    public var username: String
    public var isServerUser: Bool
    public var isOperator: Bool
    /// RFC 3339.
    public var createdAt: String
    /// By mode.
    public var ratings: [String: Rating]
    /// True when the ratings can't be read at the moment; ``ratings`` is empty then.
    public var ratingsUnavailable: Bool?

    /// - Parameter ratings: `nil` when they can't be read.
    public init(_ account: Account, ratings: [PlayerRating]?) {
        playerId = account.playerID
        username = account.username
        isServerUser = account.isServerUser
        isOperator = account.isOperator
        createdAt = account.createdAt.rfc3339
        self.ratings = Dictionary(
            (ratings ?? []).map {
                ($0.mode.rawValue, Rating(mu: $0.mu, sigma: $0.sigma, rating: $0.rating, matches: $0.matches))
            }, uniquingKeysWith: { first, _ in first })
        ratingsUnavailable = ratings == nil ? true : nil
    }
}

/// A 200 that has nothing else to say.
public struct DoneBody: Codable, Sendable {
    public var success = true
    public init() {}
}
