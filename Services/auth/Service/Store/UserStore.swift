import AccountsCore
import Contracts
import Postgres

/// Users, by name and by id.
struct UserStore: Sendable {
    let pool: PostgresPool

    /// A user who signs in; the statement is the same for a text that can't be a name, so that it takes the same time.
    static func byName(_ username: Username?) -> PostgresStatement {
        PostgresStatement(
            "SELECT \(StoredUser.columns) FROM users WHERE lower(username) = $1", username?.key ?? "")
    }

    static func byID(_ playerID: PlayerID) -> PostgresStatement {
        PostgresStatement(
            "SELECT \(StoredUser.columns) FROM users WHERE player_id = $1 AND deleted_at IS NULL", playerID)
    }

    func exists(_ username: Username) async throws(PostgresError) -> Bool {
        try await pool.batch([Self.byName(username)], retry: .readOnly)[0].first != nil
    }

    /// Adds a user. `nil` when somebody has the name.
    ///
    /// An unknown outcome is cleared up by looking whether the id is there, since nobody else can have made it.
    func insert(
        _ playerID: PlayerID, _ username: Username, passwordHash: String, isServerUser: Bool, isOperator: Bool
    ) async throws(PostgresError) -> Account? {
        let insertion = PostgresStatement(
            """
            INSERT INTO users (player_id, username, password_hash, is_server, is_operator) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (lower(username)) DO NOTHING RETURNING \(StoredUser.columns)
            """, playerID, username.rawValue, passwordHash, isServerUser, isOperator)
        do throws(PostgresError) {
            return try await pool.query(insertion).first.map { row throws(PostgresError) in try StoredUser(row).account
            }
        } catch  where error.isOutcomeUnknown {
            let row = try await pool.batch([Self.byID(playerID)], retry: .readOnly)[0].first
            if let row { return try StoredUser(row).account }
            return try await pool.query(insertion).first.map { row throws(PostgresError) in try StoredUser(row).account
            }
        }
    }

    /// Those that there are, also gone ones when asked for by id.
    func find(_ usernames: [Username], _ playerIDs: [PlayerID]) async throws(PostgresError) -> [Account] {
        let statement = PostgresStatement(
            """
            SELECT \(StoredUser.columns) FROM users
            WHERE lower(username) = ANY ($1::text[]) OR player_id = ANY ($2::text[]) ORDER BY player_id
            """, usernames.map(\.key), playerIDs)
        var accounts: [Account] = []
        for row in try await pool.batch([statement], retry: .readOnly)[0] {
            accounts.append(try StoredUser(row).account)
        }
        return accounts
    }

    /// Replaces a hash by one of the same password at today's cost, unless the password has changed meanwhile.
    func rehash(_ playerID: PlayerID, credential: Int, passwordHash: String) async throws(PostgresError) {
        try await pool.execute(
            "UPDATE users SET password_hash = $3 WHERE player_id = $1 AND credential = $2 AND deleted_at IS NULL",
            playerID, credential, passwordHash)
    }
}
