import AccountsCore
import Cryptography

/// What an installation may decide about signing in.
struct AuthRules: Sendable {
    /// What server users must show when they register; `nil` lets nobody register as one.
    var serverKey: String?
    var throttle = SignInThrottle()
    var life = SessionLife()
    var hashCost = PasswordHasher.Cost()
    /// How many passwords are hashed at once; each takes a core and the cost's memory meanwhile.
    var hashConcurrency = 2
    /// How many more may wait: no more than can be done within a caller's deadline.
    var hashQueueLimit = 200
}
