import AccountsCore
import Contracts
import Cryptography

/// Takes in new users: A0, and operators by the command line.
struct Registrar: Sendable {
    let users: UserStore
    let hasher: PasswordHasher
    let rule: PasswordRule
    /// What a server user must show; `nil` lets nobody register as one.
    let serverKey: String?

    func register(_ request: RegisterUser) async throws -> Account {
        let registration = try Registration(request, serverKey: judge(request.serverUser), rule: rule)
        return try await insert(registration, password: request.password, isOperator: false)
    }

    /// Adds an operator under the same rules of names and passwords.
    func registerOperator(_ username: String, password: String) async throws -> Account {
        let request = RegisterUser(username: username, password: password, serverUser: nil)
        let registration = try Registration(request, serverKey: .absent, rule: rule)
        return try await insert(registration, password: password, isOperator: true)
    }

    private func insert(_ registration: Registration, password: String, isOperator: Bool) async throws -> Account {
        // Asked first, since a hash is dear; what is decided is decided by the insertion.
        guard try await !users.exists(registration.username) else { throw Registration.nameTaken }
        let hash = try await hasher.hash(password)
        var generator = SystemRandomNumberGenerator()
        let playerID = PlayerID("p" + RandomText.base32(length: 20, using: &generator))
        let account = try await users.insert(
            playerID, registration.username, passwordHash: hash, isServerUser: registration.isServerUser,
            isOperator: isOperator)
        guard let account else { throw Registration.nameTaken }
        return account
    }

    private func judge(_ offered: String?) -> Registration.ServerKey {
        guard let offered, !offered.isEmpty else { return .absent }
        guard let serverKey else { return .wrong }
        // Digests, so that not even the key's length can be learnt from the time it takes.
        let isRight = ConstantTime.equal(
            Digest.sha256(Array(offered.utf8)), Digest.sha256(Array(serverKey.utf8)))
        return isRight ? .right : .wrong
    }
}
