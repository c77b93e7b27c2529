import Contracts
import MatchmakerCore
import Postgres

/// One transaction of a shard's owner: what the core's admissions, bookings and writes are in SQL. Each step is one round
/// trip; the writes travel with COMMIT.
struct ShardTransaction: Sendable {
    let transaction: PostgresTransaction
    let shard: Shard
    let owner: WorkerID

    /// Fences, then admits. Throws `ShardStore.Fenced`.
    func admit(_ admission: Admission) async throws -> Admission.Result {
        var statements = [
            PostgresStatement(
                """
                SELECT \(ShardStore.now) AS now FROM shards
                WHERE shard = $1 AND epoch = $2 AND owner = $3 FOR SHARE
                """, shard.number, admission.epoch, owner.rawValue)
        ]
        var reading = Reading()
        if !admission.commands.isEmpty { reading.commands = add(insertCommands(admission.commands), to: &statements) }
        if !admission.claims.isEmpty { reading.claims = add([claim(admission.claims)], to: &statements) }
        let players = admission.claims.map(\.playerID) + admission.reads
        if !players.isEmpty { reading.players = add([readPlayers(players)], to: &statements) }
        if !admission.signs.isEmpty { reading.signs = add([readSigns(admission.signs)], to: &statements) }
        let answers = try await transaction.batch(statements)
        guard let fence = answers[0].first else { throw ShardStore.Fenced() }
        return try reading.result(of: answers, now: Timestamp(milliseconds: try fence.decode("now")))
    }

    /// Adds statements, of which the last one's answer is read.
    private func add(_ some: [PostgresStatement], to statements: inout [PostgresStatement]) -> Int {
        statements += some
        return statements.count - 1
    }

    private func insertCommands(_ ids: [CommandID]) -> [PostgresStatement] {
        let ids = ids.map(\.rawValue)
        return [
            PostgresStatement(
                """
                INSERT INTO commands (shard, command_id) SELECT $1, id FROM unnest($2::text[]) AS id ORDER BY id
                ON CONFLICT DO NOTHING
                """, shard.number, ids),
            PostgresStatement(
                """
                SELECT command_id, reply FROM commands
                WHERE shard = $1 AND command_id = ANY ($2::text[]) AND reply IS NOT NULL
                """, shard.number, ids),
        ]
    }

    /// Rows that are somebody else's as far as can be seen aren't touched, so that two shards wait for one another only over
    /// players whom both want at the same moment; and over those in the same order.
    private func claim(_ claims: [Admission.Claim]) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO player_state AS p (player_id, shard, ticket_id)
            SELECT c.player_id, $1, c.ticket_id FROM unnest($2::text[], $3::text[]) AS c (player_id, ticket_id)
                LEFT JOIN player_state o ON o.player_id = c.player_id
            WHERE o.ticket_id IS NULL AND o.match_id IS NULL
            ORDER BY c.player_id
            ON CONFLICT (player_id) DO UPDATE SET shard = excluded.shard, ticket_id = excluded.ticket_id
                WHERE p.ticket_id IS NULL AND p.match_id IS NULL
            RETURNING p.player_id
            """, shard.number, claims.map(\.playerID.rawValue), claims.map(\.ticketID.rawValue))
    }

    private func readPlayers(_ ids: [PlayerID]) -> PostgresStatement {
        PostgresStatement(
            "SELECT \(PlayerRow.columns) FROM player_state p WHERE p.player_id = ANY ($1::text[])", ids.map(\.rawValue))
    }

    private func readSigns(_ ids: [MatchID]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT m.match_id,
                (SELECT floor(extract(epoch FROM max(c.called_at)) * 1000)::int8 FROM server_calls c
                    WHERE c.server_user = m.server_user) AS called_ms,
                EXISTS (SELECT FROM match_fetches f WHERE f.match_id = m.match_id AND f.booking = m.bookings) AS fetched
            FROM matches m WHERE m.match_id = ANY ($1::text[])
            """, ids.map(\.rawValue))
    }

    /// Where in the answers what is.
    private struct Reading {
        var commands: Int?
        var claims: Int?
        var players: Int?
        var signs: Int?

        func result(of answers: [PostgresRows], now: Timestamp) throws -> Admission.Result {
            var result = Admission.Result(now: now)
            if let commands {
                for row in answers[commands] {
                    result.known[CommandID(try row.decode("command_id"))] = try row.decodeJSON("reply")
                }
            }
            if let claims {
                for row in answers[claims] { result.claimed.insert(PlayerID(try row.decode(0))) }
            }
            if let players {
                for row in answers[players] {
                    var record = try PlayerRow.record(row)
                    if result.claimed.contains(record.playerID) {  // as it was before the claim
                        (record.shard, record.ticketID) = (nil, nil)
                    }
                    result.rows[record.playerID] = record
                }
            }
            if let signs {
                for row in answers[signs] {
                    result.signs[MatchID(try row.decode("match_id"))] = ServerSigns(
                        lastCall: try row.decode("called_ms", as: Int64?.self).map { Timestamp(milliseconds: $0) },
                        fetched: try row.decode("fetched"))
                }
            }
            return result
        }
    }
}
