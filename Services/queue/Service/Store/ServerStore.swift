import Contracts
import MatchmakerCore
import Messaging
import Postgres

/// Match servers on offer.
///
/// Nothing here waits for one server's row while holding another's out of the order of their addresses; a shard's transaction
/// that has booked a server never waits for one. So the two can't block each other for good.
struct ServerStore: Sendable {
    let pool: PostgresPool

    /// The longest that an offer runs.
    static let longestOffer = Duration.seconds(900)

    /// Some address is somebody else's.
    struct Taken: Error {}
    /// An offer that would have ended already, by the database's clock.
    struct Past: Error {}

    struct Row: Sendable {
        var server: GameServer
        /// With a match that is to be played on it.
        var match: LiveMatch?
        var isFetched: Bool
    }

    private static let columns = """
        s.address, s.match_id, s.is_draining, \(Timestamp.sql("s.expires")) AS expires_ms, m.body,
        EXISTS (SELECT FROM match_fetches f WHERE f.match_id = m.match_id AND f.booking = m.bookings) AS fetched
        """

    /// Offers addresses, or renews their offers: all or none. Throws `Past`, `Taken`, or a `PostgresError`.
    func offer(_ offer: OfferServers) async throws -> [GameServer] {
        let addresses = Array(Set(offer.addresses)).sorted()
        return try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) { transaction in
            let isAhead = try await transaction.query(
                "SELECT \(Timestamp.moment("$1")) > now() AS ahead", offer.expires.milliseconds)
            guard try isAhead[0].decode("ahead", as: Bool.self) else { throw Past() }
            let offered = try await transaction.query(
                """
                INSERT INTO servers AS s (address, server_user, region, modes, expires)
                SELECT a, $2, $3, $4::text[],
                    least(\(Timestamp.moment("$5")), now() + $6::interval)
                FROM unnest($1::text[]) AS a ORDER BY a
                ON CONFLICT (address) DO UPDATE SET server_user = excluded.server_user, region = excluded.region,
                    modes = excluded.modes, expires = excluded.expires, is_draining = false, aside_until = NULL
                    WHERE s.server_user = excluded.server_user OR (s.match_id IS NULL AND s.expires <= now())
                RETURNING s.address
                """, addresses, offer.serverUser.rawValue, offer.region, offer.modes.map { $0.map(\.rawValue) },
                offer.expires.milliseconds, Self.longestOffer)
            guard offered.count == addresses.count else { throw Taken() }
            transaction.enqueue(Self.call(offer.serverUser, gateway: nil))
            let rows = try await transaction.query(
                """
                SELECT \(Self.columns) FROM servers s LEFT JOIN matches m ON m.match_id = s.match_id
                WHERE s.address = ANY ($1::text[]) ORDER BY s.address
                """, addresses)
            return try rows.map { row in try Self.row(row).server }
        }
    }

    /// A user's servers and the matches on them, as they are once it has been noted who asks: what changes after this is
    /// told to the gateway, what changed before is in the answer.
    func list(_ user: PlayerID, gateway: GatewayID?) async throws(PostgresError) -> [Row] {
        var (isNoted, rows) = try await read(user, gateway: gateway)
        if !isNoted {
            try await pool.batch([Self.call(user, gateway: gateway)], retry: .idempotent(attempts: 3))
            rows = try await read(user, gateway: gateway).rows
        }
        let news = rows.filter { !$0.isFetched }.compactMap(\.match)
        if !news.isEmpty {
            try await pool.execute(
                """
                INSERT INTO match_fetches (match_id, booking) SELECT * FROM unnest($1::text[], $2::int4[])
                ON CONFLICT DO NOTHING
                """, news.map(\.id.rawValue), news.map(\.bookings))
        }
        return rows
    }

    /// The rows, and whether a call of the last second was noted before they were read: a busy server asks many times a
    /// second, and its requests must not wait for one another's writes.
    private func read(
        _ user: PlayerID, gateway: GatewayID?
    ) async throws(PostgresError) -> (isNoted: Bool, rows: [Row]) {
        let answers = try await pool.batch(
            [
                PostgresStatement(
                    """
                    SELECT EXISTS (SELECT FROM server_calls
                        WHERE server_user = $1 AND gateway = $2 AND called_at > now() - interval '1 s') AS noted
                    """, user.rawValue, gateway?.rawValue ?? ""),
                PostgresStatement(
                    """
                    SELECT \(Self.columns) FROM servers s LEFT JOIN matches m ON m.match_id = s.match_id
                    WHERE s.server_user = $1 AND (s.match_id IS NOT NULL OR s.expires > now()) ORDER BY s.address
                    """, user.rawValue),
            ], retry: .readOnly)
        var rows: [Row] = []
        for row in answers[1] { rows.append(try Self.row(row)) }
        return (try answers[0][0].decode("noted"), rows)
    }

    /// Takes servers off the offer; one with a match goes when that ends. Throws `Taken`, or a `PostgresError`.
    func revoke(_ addresses: [String]?, of user: PlayerID) async throws -> [String] {
        try await pool.withTransaction(retry: .whenRolledBack(attempts: 3)) { transaction in
            let rows = try await transaction.query(
                """
                SELECT address, server_user FROM servers
                WHERE ($1::text[] IS NULL AND server_user = $2) OR address = ANY ($1::text[])
                ORDER BY address FOR UPDATE
                """, addresses, user.rawValue)
            let owners = try rows.map { row in try row.decode("server_user", as: String.self) }
            guard owners.allSatisfy({ $0 == user.rawValue }) else { throw Taken() }
            let revoked = try rows.map { row in try row.decode("address", as: String.self) }
            transaction.enqueue("DELETE FROM servers WHERE address = ANY ($1::text[]) AND match_id IS NULL", revoked)
            transaction.enqueue("UPDATE servers SET is_draining = true WHERE address = ANY ($1::text[])", revoked)
            transaction.enqueue(Self.call(user, gateway: nil))
            return revoked
        }
    }

    /// The gateways that wait for news of each of these server users.
    func gateways(of users: [PlayerID]) async throws -> [GatewayID: [PlayerID]] {
        let rows = try await pool.query(
            """
            SELECT gateway, server_user FROM server_calls
            WHERE server_user = ANY ($1::text[]) AND gateway <> '' AND called_at > now() - interval '90 s'
            ORDER BY gateway, server_user
            """, users.map(\.rawValue))
        var gateways: [GatewayID: [PlayerID]] = [:]
        for row in rows {
            gateways[GatewayID(try row.decode("gateway")), default: []].append(PlayerID(try row.decode("server_user")))
        }
        return gateways
    }

    /// Notes that a server user has called.
    private static func call(_ user: PlayerID, gateway: GatewayID?) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO server_calls (server_user, gateway, called_at) VALUES ($1, $2, now())
            ON CONFLICT (server_user, gateway) DO UPDATE SET called_at = excluded.called_at
            """, user.rawValue, gateway?.rawValue ?? "")
    }

    private static func row(_ row: PostgresRow) throws(PostgresError) -> Row {
        let match: LiveMatch? = try row.decodeJSONIfPresent("body")
        let matchID = try row.decode("match_id", as: String?.self).map { MatchID($0) }
        let state: GameServer.State
        if try row.decode("is_draining") {
            state = .draining
        } else {
            // A phase and the state of its server have the same name.
            state = match?.phase.map { GameServer.State($0.rawValue) } ?? .idle
        }
        return Row(
            server: GameServer(
                address: try row.decode("address"), state: state,
                expires: Timestamp(milliseconds: try row.decode("expires_ms")), matchID: matchID),
            match: match?.phase == nil ? nil : match, isFetched: try row.decode("fetched"))
    }
}
