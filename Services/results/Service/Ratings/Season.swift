import Contracts
import Postgres

/// A span of time with leaderboards of its own.
struct Season: Sendable, Hashable {
    /// From 0 on, without gaps.
    var number: Int
    var name: String
    var startedAt: Timestamp

    init(_ row: PostgresRow) throws(PostgresError) {
        number = try row.decode("number")
        name = try row.decode("name")
        startedAt = try row.decode("started_ms")
    }

    private static let columns = "number, name, \(Timestamp.sql("started_at")) AS started_ms"

    /// The present season.
    static let present = PostgresStatement("SELECT \(columns) FROM seasons ORDER BY number DESC LIMIT 1")

    /// Held by every result until it is committed, so that none lands in a season that is over.
    static let hold = PostgresStatement("SELECT pg_advisory_xact_lock_shared(hashtext('muster season'), 0)")

    /// Waits until no result holds the season, and keeps further ones from it.
    static let close = PostgresStatement("SELECT pg_advisory_xact_lock(hashtext('muster season'), 0)")

    /// The season of that name; `nil` when there is none. Without a name the present one.
    static func find(_ name: String?, in session: some PostgresSession) async throws(PostgresError) -> Season? {
        guard let name else { return try await session.query(present).first.map(Season.init) }
        return try await session.first("SELECT \(columns) FROM seasons WHERE name = $1", name).map(Season.init)
    }

    /// Adds the season that follows.
    static func insert(
        _ name: String, number: Int, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Season? {
        try await transaction.first(
            "INSERT INTO seasons (number, name) VALUES ($1, $2) RETURNING \(columns)", number, name
        ).map(Season.init)
    }

    /// As it is told when it begins.
    func started(after former: Season?) -> SeasonStarted {
        SeasonStarted(season: name, number: number, startedAt: startedAt.rfc3339, previous: former?.name)
    }
}
