import Contracts
import MatchmakerCore
import Messaging
import Postgres

extension ShardTransaction {
    /// Queues everything that the transaction leaves behind; it is sent together with COMMIT.
    func write(_ writes: Writes) throws {
        try write(tickets: writes.tickets)
        delete("DELETE FROM tickets WHERE ticket_id = ANY ($1::text[])", writes.removedTickets.map(\.rawValue))
        try write(matches: writes.matches)
        delete("DELETE FROM matches WHERE match_id = ANY ($1::text[])", writes.removedMatches.map(\.rawValue))
        delete("DELETE FROM match_fetches WHERE match_id = ANY ($1::text[])", writes.removedMatches.map(\.rawValue))
        if !writes.players.isEmpty { transaction.enqueue(try PlayerRow.update(writes.players)) }
        delete(
            "UPDATE player_state SET shard = NULL, ticket_id = NULL WHERE player_id = ANY ($1::text[])",
            writes.releasedClaims.map(\.rawValue))
        try write(peers: writes.peers)
        try write(answers: writes.answers)
        try write(outbox: writes.outbox)
        if !writes.ratings.isEmpty { transaction.enqueue(ProfileStore.update(writes.ratings)) }
        if !writes.sent.isEmpty {
            transaction.enqueue(
                "DELETE FROM outbox WHERE shard = $1 AND sequence = ANY ($2::int8[])", shard.number, writes.sent)
        }
        try write(statistics: writes.statistics)
        write(serverCalls: writes.serverCalls)
    }

    func delete(_ sql: String, _ keys: [String]) {
        if !keys.isEmpty { transaction.enqueue(sql, keys) }
    }

    private func write(tickets: [Ticket]) throws {
        guard !tickets.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO tickets (shard, ticket_id, match_id, enqueued_at, body)
            SELECT $1, n.ticket_id, n.match_id, \(Timestamp.moment("n.enqueued_ms")), n.body
            FROM unnest($2::text[], $3::text[], $4::int8[], $5::text[]) AS n (ticket_id, match_id, enqueued_ms, body)
            ON CONFLICT (ticket_id) DO UPDATE SET match_id = excluded.match_id, body = excluded.body
            """, shard.number, tickets.map(\.id.rawValue), tickets.map { $0.matchID?.rawValue },
            tickets.map(\.enqueuedAt.milliseconds), try tickets.map { try StoredJSON.text($0) })
    }

    private func write(matches: [LiveMatch]) throws {
        guard !matches.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO matches (shard, match_id, created_at, bookings, server_user, body)
            SELECT $1, n.match_id, \(Timestamp.moment("n.created_ms")), n.bookings, n.server_user, n.body
            FROM unnest($2::text[], $3::int8[], $4::int4[], $5::text[], $6::text[])
                AS n (match_id, created_ms, bookings, server_user, body)
            ON CONFLICT (match_id) DO UPDATE
                SET bookings = excluded.bookings, server_user = excluded.server_user, body = excluded.body
            """, shard.number, matches.map(\.id.rawValue), matches.map(\.createdAt.milliseconds),
            matches.map(\.bookings),
            matches.map { $0.server?.serverUser.rawValue }, try matches.map { try StoredJSON.text($0) })
    }

    private func write(answers: [Writes.Answered]) throws {
        guard !answers.isEmpty else { return }
        transaction.enqueue(
            """
            UPDATE commands SET reply = n.reply FROM unnest($2::text[], $3::text[]) AS n (command_id, reply)
            WHERE commands.shard = $1 AND commands.command_id = n.command_id
            """, shard.number, answers.map(\.commandID.rawValue), try answers.map { try StoredJSON.text($0.reply) })
    }

    private func write(outbox: [OutboxMessage]) throws {
        guard !outbox.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO outbox (shard, sequence, message)
            SELECT $1, n.sequence, n.message FROM unnest($2::int8[], $3::text[]) AS n (sequence, message)
            """, shard.number, outbox.map(\.sequence), try outbox.map { try StoredJSON.text($0) })
    }

    private func write(statistics: [ModeStatistics]) throws {
        guard !statistics.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO mode_statistics (mode, players_searching, tickets_searching, wait_seconds, waits)
            SELECT * FROM unnest($1::text[], $2::int4[], $3::int4[], $4::float8[], $5::text[])
            ON CONFLICT (mode) DO UPDATE
                SET players_searching = excluded.players_searching,
                    tickets_searching = excluded.tickets_searching, wait_seconds = excluded.wait_seconds,
                    waits = excluded.waits
            """, statistics.map(\.mode.rawValue), statistics.map(\.playersSearching),
            statistics.map(\.ticketsSearching), statistics.map(\.waitSeconds),
            try statistics.map { try $0.waits.map { try StoredJSON.text($0) } })
    }

    private func write(serverCalls users: [PlayerID]) {
        guard !users.isEmpty else { return }
        transaction.enqueue(
            """
            INSERT INTO server_calls (server_user, gateway, called_at)
            SELECT u, '', now() FROM unnest($1::text[]) AS u ORDER BY u
            ON CONFLICT (server_user, gateway) DO UPDATE SET called_at = excluded.called_at
            """, users.map(\.rawValue))
    }
}
