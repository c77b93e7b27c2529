import AccountsCore
import Contracts
import Cryptography
import Postgres
import ServiceKit

/// `muster-auth operator create NAME`: makes a user with the operator's role, in auth's database itself, since no route may.
enum OperatorCommand {
    static let create = ServiceCommand(
        "operator create", parameters: ["NAME"], settings: [AuthSettings.database.url] + AuthSettings.hashing,
        help: "makes an operator; asks for the password, or reads a line of standard input"
    ) { context, arguments in
        let password = try await PasswordPrompt.read(for: arguments[0])
        let pool = PostgresPool(
            PostgresConfiguration(
                url: context.settings[AuthSettings.database.url], applicationName: "muster-auth-operator", poolSize: 1))
        let account = try await create(
            arguments[0], password: password, in: pool, cost: AuthSettings.hashCost(context.settings))
        await pool.close()
        print("\(account.username) is an operator (\(account.playerID))")
    }

    static func create(
        _ name: String, password: String, in pool: PostgresPool, cost: PasswordHasher.Cost
    ) async throws -> Account {
        let registrar = Registrar(
            users: UserStore(pool: pool), hasher: PasswordHasher(cost: cost, concurrency: 1), rule: PasswordRule(),
            serverKey: nil)
        do {
            return try await registrar.registerOperator(name, password: password)
        } catch let refusal as Refusal {
            let reasons = refusal.errors?.map { "\($0.field) \($0.message)" } ?? [refusal.detail ?? "\(refusal.code)"]
            throw CommandRefused("no operator was made: \(reasons.joined(separator: "; "))")
        } catch let error as PostgresError where error.isUnavailable {
            throw CommandRefused("no operator was made: auth's database can't be reached")
        }
    }
}
