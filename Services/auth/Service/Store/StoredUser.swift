import AccountsCore
import Contracts
import Messaging
import Postgres

/// A user's row.
struct StoredUser: Sendable {
    var account: Account
    /// `nil` once the user is gone.
    var passwordHash: String?
    var credential: Int

    /// The columns that ``init(_:)`` reads, of a table named `users`.
    static let columns = """
        users.player_id, users.username, users.password_hash, users.credential, users.is_server, users.is_operator,
        \(Timestamp.sql("users.created_at")) AS created_ms
        """

    init(_ row: PostgresRow) throws(PostgresError) {
        account = Account(
            playerID: try row.decode("player_id"),
            username: try row.decode("username", as: String?.self) ?? Username.ofDeletedUsers,
            isServerUser: try row.decode("is_server"), isOperator: try row.decode("is_operator"),
            createdAt: try row.decode("created_ms"))
        passwordHash = try row.decode("password_hash")
        credential = try row.decode("credential")
    }
}
