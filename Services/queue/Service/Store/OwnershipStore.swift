import Contracts
import MatchmakerCore
import Postgres

/// Who lives, and who owns which shard.
struct OwnershipStore: Sendable {
    let pool: PostgresPool
    let worker: WorkerID

    /// How long a renewed lease runs.
    static let lease = Duration.seconds(2)

    struct Census: Sendable {
        var now: Timestamp
        var alive: [WorkerID]
        var holdings: [ShardAllotment.Holding]
        /// The epochs of the shards that this worker owns.
        var epochs: [Shard: Int64]
    }

    /// Renews this worker's lease, and looks around.
    func renew() async throws(PostgresError) -> Census {
        let rows = try await pool.batch([
            PostgresStatement(
                """
                INSERT INTO workers (worker_id, alive_until) VALUES ($1, now() + $2::interval)
                ON CONFLICT (worker_id) DO UPDATE SET alive_until = excluded.alive_until
                """, worker.rawValue, Self.lease),
            PostgresStatement(
                "SELECT worker_id, \(ShardStore.now) AS now FROM workers WHERE alive_until > now() ORDER BY worker_id"),
            PostgresStatement("SELECT shard, owner, epoch FROM shards ORDER BY shard"),
        ])
        var census = Census(now: Timestamp(milliseconds: 0), alive: [], holdings: [], epochs: [:])
        for row in rows[1] {
            census.now = Timestamp(milliseconds: try row.decode("now"))
            census.alive.append(WorkerID(try row.decode("worker_id")))
        }
        for row in rows[2] {
            guard let shard = Shard(try row.decode("shard")) else { continue }
            let owner = try row.decode("owner", as: String?.self).map { WorkerID($0) }
            census.holdings.append(ShardAllotment.Holding(shard: shard, owner: owner))
            if owner == worker { census.epochs[shard] = try row.decode("epoch") }
        }
        return census
    }

    /// Claims those of the shards that nobody alive owns, and in which no transaction is open. Gives back the new epochs.
    func claim(_ shards: [Shard]) async throws(PostgresError) -> [Shard: Int64] {
        let rows = try await pool.query(
            """
            UPDATE shards SET owner = $1, epoch = epoch + 1 WHERE shard IN (
                SELECT s.shard FROM shards s
                WHERE s.shard = ANY ($2::int4[]) AND (s.owner IS NULL OR s.owner = $1 OR NOT EXISTS (
                    SELECT FROM workers w WHERE w.worker_id = s.owner AND w.alive_until > now()))
                FOR UPDATE SKIP LOCKED)
            RETURNING shard, epoch
            """, worker.rawValue, shards.map(\.number))
        var epochs: [Shard: Int64] = [:]
        for row in rows {
            if let shard = Shard(try row.decode("shard")) { epochs[shard] = try row.decode("epoch") }
        }
        return epochs
    }

    /// Gives a shard up, unless it is somebody else's already.
    func release(_ shard: Shard, epoch: Int64) async throws(PostgresError) {
        try await pool.execute(
            "UPDATE shards SET owner = NULL WHERE shard = $1 AND owner = $2 AND epoch = $3", shard.number,
            worker.rawValue, epoch)
    }

    /// Leaves for good.
    func leave() async throws(PostgresError) {
        try await pool.batch([
            PostgresStatement("UPDATE shards SET owner = NULL WHERE owner = $1", worker.rawValue),
            PostgresStatement("DELETE FROM workers WHERE worker_id = $1", worker.rawValue),
        ])
    }
}
