import AccountsCore
import Contracts
import Cryptography
import Logging
import Messaging
import Postgres

/// Every request that auth answers.
///
/// What a database or a crowd prevents is `unavailable`, which says: nothing is known, ask again. What is thrown is a fault.
struct AuthHandlers: Sendable {
    /// How long a password waits for its turn: half of what a gateway waits for the answer, unless told otherwise.
    private static let patience: Duration = .seconds(1)

    let registrar: Registrar
    private let signIn: SignInDesk
    private let sessions: SessionDesk
    private let accounts: AccountDesk
    private let logger: Logger

    /// Hashes one password, the decoy, and so takes a moment.
    init(pool: PostgresPool, outbox: Outbox, rules: AuthRules, logger: Logger) async throws {
        let hasher = PasswordHasher(
            cost: rules.hashCost, concurrency: rules.hashConcurrency, queueLimit: rules.hashQueueLimit,
            patience: Self.patience)
        let decoy = try await PasswordHasher(cost: rules.hashCost, concurrency: 1).hash(SecureRandom.token())
        let rule = PasswordRule()
        let users = UserStore(pool: pool)
        let failures = FailureStore(throttle: rules.throttle)
        let store = SessionStore(life: rules.life)
        registrar = Registrar(users: users, hasher: hasher, rule: rule, serverKey: rules.serverKey)
        signIn = SignInDesk(
            pool: pool, users: users, failures: failures, sessions: store, hasher: hasher,
            decoy: decoy, outbox: outbox, logger: logger)
        sessions = SessionDesk(pool: pool, sessions: store, outbox: outbox)
        accounts = AccountDesk(
            pool: pool, users: users, failures: failures, hasher: hasher, rule: rule, outbox: outbox)
        self.logger = logger
    }

    func register(_ request: RegisterUser) async throws -> RegisterUser.Reply {
        try await outcome { try await registrar.register(request) }
    }

    func logIn(_ request: LogIn) async throws -> LogIn.Reply {
        try await outcome { try await signIn.logIn(request) }
    }

    func check(_ request: CheckSession) async throws -> CheckSession.Reply {
        try await outcome { try await sessions.check(request) }
    }

    func logOut(_ request: LogOut) async throws -> LogOut.Reply {
        try await outcome { try await sessions.logOut(request) }
    }

    func delete(_ request: DeleteUser) async throws -> DeleteUser.Reply {
        try await outcome { try await accounts.delete(request) }
    }

    func changePassword(_ request: ChangePassword) async throws -> ChangePassword.Reply {
        try await outcome { try await accounts.changePassword(request) }
    }

    func find(_ request: FindAccounts) async throws -> FindAccounts.Reply {
        try await accounts.find(request)
    }

    /// The same, as the broker's side wants them.
    var rpc: RPCHandlers {
        var handlers = RPCHandlers()
        handlers.handle(RegisterUser.self, register)
        handlers.handle(LogIn.self, logIn)
        handlers.handle(CheckSession.self, check)
        handlers.handle(LogOut.self, logOut)
        handlers.handle(DeleteUser.self, delete)
        handlers.handle(ChangePassword.self, changePassword)
        handlers.handle(FindAccounts.self, find)
        return handlers
    }

    private func outcome<Success>(_ work: () async throws -> Success) async throws -> Outcome<Success> {
        do {
            return .success(try await work())
        } catch let refusal as Refusal {
            return .refused(refusal)
        } catch is PasswordHasher.Failure {
            return .refused(SignInAnswers.busy)
        } catch let error as PostgresError where error.isUnavailable || error.isOutcomeUnknown || error.isRetriable {
            logger.warning("the database can't be asked", metadata: ["error": "\(error)"])
            return .refused(Refusal(.unavailable, "accounts can't be reached right now", retryAfterSeconds: 1))
        }
    }
}
