import Contracts
import MatchmakerCore
import Messaging
import Postgres

/// A shard in the database, as its owner reads and writes it.
struct ShardStore: Sendable {
    let pool: PostgresPool
    let shard: Shard
    let owner: WorkerID

    /// The shard belongs to somebody else, or to a later epoch.
    struct Fenced: Error {}

    /// The time of the transaction, in milliseconds.
    static let now = Timestamp.sql("now()")

    /// Reads everything of the shard. Its row is locked against every other transaction, an earlier one of ours included
    /// whose end nobody knows: that one has ended before this reads.
    func load(epoch: Int64) async throws -> (ShardImage, Timestamp) {
        try await pool.withTransaction { transaction in
            let lock = try await transaction.query(
                "SELECT FROM shards WHERE shard = $1 AND epoch = $2 AND owner = $3 FOR UPDATE", shard.number, epoch,
                owner.rawValue)
            guard lock.count == 1 else { throw Fenced() }
            let rows = try await transaction.batch([
                PostgresStatement("SELECT \(Timestamp.sql("clock_timestamp()")) AS now"),
                PostgresStatement("SELECT body FROM tickets WHERE shard = $1", shard.number),
                PostgresStatement("SELECT body FROM matches WHERE shard = $1", shard.number),
                PostgresStatement("SELECT message FROM outbox WHERE shard = $1", shard.number),
                PostgresStatement(
                    "SELECT \(ModeStatistics.columns) FROM mode_statistics"),
                PostgresStatement("SELECT body FROM matchers WHERE shard = $1", shard.number),
                PostgresStatement("SELECT body FROM peer_pairs WHERE shard = $1", shard.number),
            ])
            let now = Timestamp(milliseconds: try rows[0][0].decode("now"))
            var image = ShardImage()
            for row in rows[1] { image.tickets.append(try row.decodeJSON("body")) }
            for row in rows[2] { image.matches.append(try row.decodeJSON("body")) }
            for row in rows[3] { image.outbox.append(try row.decodeJSON("message")) }
            for row in rows[4] { image.statistics.append(try ModeStatistics(row)) }
            for row in rows[5] { image.peers.matchers.append(try row.decodeJSON("body")) }
            for row in rows[6] { image.peers.pairs.append(try row.decodeJSON("body")) }
            let playerIDs = image.tickets.flatMap { ticket in ticket.players.map(\.playerID) }
            let answers = try await transaction.batch([
                PostgresStatement(
                    "SELECT \(PlayerRow.columns) FROM player_state p WHERE p.player_id = ANY ($1::text[]) AND p.shard = $2",
                    playerIDs.map(\.rawValue), shard.number),
                ProfileStore.reading(playerIDs),
            ])
            image.profiles = try ProfileStore.profiles(answers[1])
            for row in answers[0] { image.players.append(try PlayerRow.record(row)) }
            return (image, now)
        }
    }

    /// How many servers are free for each mode, up to a hundred.
    func freeServers(for modes: [ModeName]) async throws -> [ModeName: Int] {
        let rows = try await pool.query(
            """
            SELECT m.mode, (SELECT count(*) FROM (
                SELECT FROM servers WHERE \(Self.isFree) AND (modes IS NULL OR m.mode = ANY (modes)) LIMIT 100) f) AS free
            FROM unnest($1::text[]) AS m (mode)
            """, modes.map(\.rawValue))
        var free: [ModeName: Int] = [:]
        for row in rows { free[ModeName(try row.decode("mode"))] = try row.decode("free") }
        return free
    }

    /// Of a row of `servers`.
    static let isFree = """
        match_id IS NULL AND NOT is_draining AND expires > now() AND (aside_until IS NULL OR aside_until <= now())
        """
}

extension ModeStatistics {
    static let columns = "mode, players_searching, tickets_searching, wait_seconds, waits"

    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(
            mode: ModeName(try row.decode("mode")), playersSearching: try row.decode("players_searching"),
            ticketsSearching: try row.decode("tickets_searching"),
            waitSeconds: try row.decode("wait_seconds"), waits: try row.decodeJSONIfPresent("waits"))
    }
}
