import Contracts

/// Decides whether somebody may register, as far as that can be said without asking whether the name is free.
public struct Registration: Sendable, Hashable {
    public let username: Username
    public let isServerUser: Bool

    /// - Parameter serverKey: what the request says about the server key, compared by the caller in constant time.
    /// - Throws: `forbidden` for a server key that isn't ours, before anything else is looked at; `invalid` with one error
    ///   a field; `nameTaken` for a name that nobody may have.
    public init(_ request: RegisterUser, serverKey: ServerKey, rule: PasswordRule) throws(Refusal) {
        guard serverKey != .wrong else { throw Refusal(.forbidden, "not the server key") }
        let errors = [
            Username.violation(in: request.username), rule.violation(in: request.password),
        ].compactMap { $0 }
        guard errors.isEmpty, let username = Username(request.username) else { throw Refusal(.invalid, errors: errors) }
        guard !username.isReserved else { throw Self.nameTaken }
        self.username = username
        isServerUser = serverKey == .right
    }

    public enum ServerKey: Sendable, Hashable {
        /// None was given: a player registers.
        case absent
        case right
        case wrong
    }

    public static let nameTaken = Refusal(.nameTaken, "the name is taken")
}
