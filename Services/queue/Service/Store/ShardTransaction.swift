import Contracts
import MatchmakerCore
import Messaging
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
        if !admission.claims.isEmpty { reading.claims = add(claim(admission.claims), to: &statements) }
        let players = admission.claims.map(\.playerID) + admission.reads
        if !players.isEmpty { reading.players = add([readPlayers(players)], to: &statements) }
        if !admission.profiles.isEmpty {
            reading.profiles = add([ProfileStore.reading(admission.profiles)], to: &statements)
        }
        if !admission.signs.isEmpty { reading.signs = add([readSigns(admission.signs)], to: &statements) }
        let answers = try await transaction.batch(statements)
        guard let fence = answers[0].first else { throw ShardStore.Fenced() }
        var result = try reading.result(of: answers, now: Timestamp(milliseconds: try fence.decode("now")))
        for _ in 0..<Self.claimAttempts {
            let undecided = admission.claims.filter { isUndecided($0.playerID, in: result) }
            if undecided.isEmpty { break }
            try await Task.sleep(for: .milliseconds(1))
            try await claimAgain(undecided, admission.profiles, &result)
        }
        return result
    }

    /// How often a claim is tried whose row somebody else has locked; they hold it for a few milliseconds.
    private static let claimAttempts = 10

    /// Not claimed, though nobody else is seen to have the player: somebody is at it at this moment.
    private func isUndecided(_ playerID: PlayerID, in result: Admission.Result) -> Bool {
        !result.claimed.contains(playerID) && result.rows[playerID]?.isFree != false
    }

    private func claimAgain(
        _ claims: [Admission.Claim], _ profiles: [PlayerID], _ result: inout Admission.Result
    ) async throws {
        var statements: [PostgresStatement] = []
        var reading = Reading()
        reading.claims = add(claim(claims), to: &statements)
        reading.players = add([readPlayers(claims.map(\.playerID))], to: &statements)
        if !profiles.isEmpty { reading.profiles = add([ProfileStore.reading(profiles)], to: &statements) }
        let again = try reading.result(of: try await transaction.batch(statements), now: result.now)
        result.claimed.formUnion(again.claimed)
        result.rows.merge(again.rows) { $1 }
        result.profiles = again.profiles
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

    /// Waits for nobody but for whoever is inserting the same new player, in the order of the ids. Rows that are locked are
    /// left out, so that a claim that holds some rows never waits for others: two shards that want the same players at the
    /// same moment don't deadlock.
    private func claim(_ claims: [Admission.Claim]) -> [PostgresStatement] {
        let players = claims.map(\.playerID.rawValue)
        return [
            PlayerRow.insertMissing(players),
            PostgresStatement(
                """
                WITH free AS MATERIALIZED (
                    SELECT player_id FROM player_state
                    WHERE player_id = ANY ($2::text[]) AND ticket_id IS NULL AND match_id IS NULL
                    ORDER BY player_id FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE player_state p SET shard = $1, ticket_id = c.ticket_id
                FROM free JOIN unnest($2::text[], $3::text[]) AS c (player_id, ticket_id) USING (player_id)
                WHERE p.player_id = free.player_id
                RETURNING p.player_id
                """, shard.number, players, claims.map(\.ticketID.rawValue)),
        ]
    }

    private func readPlayers(_ ids: [PlayerID]) -> PostgresStatement {
        PostgresStatement(
            "SELECT \(PlayerRow.columns) FROM player_state p WHERE p.player_id = ANY ($1::text[])", ids.map(\.rawValue))
    }

    private func readSigns(_ ids: [MatchID]) -> PostgresStatement {
        PostgresStatement(
            """
            SELECT m.match_id,
                (SELECT \(Timestamp.sql("max(c.called_at)")) FROM server_calls c
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
        var profiles: Int?
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
            if let profiles { result.profiles = try ProfileStore.profiles(answers[profiles]) }
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
