import Contracts
import IntakeCore
import Messaging
import Postgres

extension LedgerStore {
    /// Adds matches; those that were added, which some aren't that are there already, perhaps since a moment ago.
    static func insert(
        _ ledgers: [MatchLedger], in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Set<MatchID> {
        // In one order, so that no two wait for each other's.
        let ledgers = ledgers.sorted { $0.confirmation.matchID < $1.confirmation.matchID }
        let matches = ledgers.map(\.confirmation)
        let rows = try await transaction.query(
            """
            INSERT INTO matches (match_id, mode, region, address, server_user, booking, created_at, sequence)
            SELECT match_id, mode, region, address, server_user, booking, \(Timestamp.moment("moment")), sequence
            FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int8[], $7::int8[], $8::int8[])
                AS confirmed(match_id, mode, region, address, server_user, booking, moment, sequence)
            ON CONFLICT DO NOTHING RETURNING match_id
            """, matches.map(\.matchID), matches.map(\.mode), matches.map(\.region), matches.map(\.address),
            matches.map(\.serverUser), matches.map(\.booking), matches.map(\.createdAt.milliseconds),
            ledgers.map(\.sequence))
        var inserted: Set<MatchID> = []
        for row in rows { inserted.insert(try row.decode("match_id")) }
        transaction.enqueue(players(of: matches.filter { inserted.contains($0.matchID) }))
        return inserted
    }

    /// Writes a later booking.
    static func rebook(_ ledger: MatchLedger, in transaction: PostgresTransaction) {
        let match = ledger.confirmation
        transaction.enqueue(
            "UPDATE matches SET region = $2, address = $3, server_user = $4, booking = $5 WHERE match_id = $1",
            match.matchID, match.region, match.address, match.serverUser, match.booking)
        transaction.enqueue("DELETE FROM match_players WHERE match_id = $1", match.matchID)
        transaction.enqueue(players(of: [match]))
    }

    /// Writes the endings of matches.
    static func end(_ ledgers: [MatchLedger], in transaction: PostgresTransaction) {
        let ended = ledgers.filter { $0.endedAt != nil }
        let records = ended.map(\.record)
        transaction.enqueue(
            """
            UPDATE matches SET state = ended.state, ended_at = \(Timestamp.moment("ended.moment")), custom = ended.custom,
                sequence = ended.sequence, season = ended.season
            FROM unnest($1::text[], $2::text[], $3::int8[], $4::text[], $5::int8[], $6::int4[])
                AS ended(match_id, state, moment, custom, sequence, season)
            WHERE matches.match_id = ANY ($1::text[]) AND matches.match_id = ended.match_id
            """, records.map(\.matchID), records.map(\.state.rawValue), ended.map { $0.endedAt?.milliseconds },
            records.map(\.custom?.text), ended.map(\.sequence), ended.map(\.rating?.seasonNumber))
        place(zip(ended, records).filter { $1.state == .completed }.map { ($0.rating, $1) }, in: transaction)
    }

    /// Writes how players came off, and what it made of their ratings.
    private static func place(_ matches: [(MatchRating?, MatchRecord)], in transaction: PostgresTransaction) {
        guard !matches.isEmpty else { return }
        var (ids, positions): ([MatchID], [Int]) = ([], [])
        var players: [MatchRecord.Player] = []
        var changes: [RatingChanged.Change?] = []
        for (rating, record) in matches {
            for (index, player) in record.players.enumerated() {
                ids.append(record.matchID)
                positions.append(index + 1)
                players.append(player)
                changes.append(rating?.changes[index])
            }
        }
        transaction.enqueue(
            """
            UPDATE match_players SET placement = said.placement, score = said.score, quit = said.quit,
                disconnected = said.disconnected, mu_before = said.mu_before, sigma_before = said.sigma_before,
                mu_after = said.mu_after, sigma_after = said.sigma_after, rated_matches = said.rated_matches
            FROM unnest(
                $1::text[], $2::int4[], $3::int4[], $4::float8[], $5::bool[], $6::bool[], $7::float8[], $8::float8[],
                $9::float8[], $10::float8[], $11::int4[]) AS said(match_id, position, placement, score, quit,
                disconnected, mu_before, sigma_before, mu_after, sigma_after, rated_matches)
            WHERE match_players.match_id = ANY ($1::text[]) AND match_players.match_id = said.match_id
                AND match_players.position = said.position
            """, ids, positions, players.map { $0.placement ?? 0 }, players.map(\.score),
            players.map { $0.quit ?? false }, players.map { $0.disconnected ?? false }, changes.map(\.?.before.mu),
            changes.map(\.?.before.sigma), changes.map(\.?.after.mu), changes.map(\.?.after.sigma),
            changes.map(\.?.matches))
    }

    /// Keeps a claim that was refused.
    static func dispute(
        _ ledger: MatchLedger, _ claim: Claim, in transaction: PostgresTransaction
    ) throws(PostgresError) {
        transaction.enqueue(
            "INSERT INTO disputed_reports (match_id, number, outcome, custom) VALUES ($1, $2, $3, $4)",
            ledger.confirmation.matchID, ledger.disputes.count, try PostgresParameter.json(claim.placements),
            claim.custom?.text)
        transaction.enqueue(
            "UPDATE matches SET sequence = $2 WHERE match_id = $1", ledger.confirmation.matchID, ledger.sequence)
    }

    /// Places count from 1, in the order of the confirmation.
    private static func players(of matches: [MatchConfirmation]) -> PostgresStatement {
        let players = matches.flatMap { match in
            match.players.enumerated().map { (match: match, place: $0 + 1, player: $1) }
        }
        return PostgresStatement(
            """
            INSERT INTO match_players (match_id, position, player_id, nickname, faction, created_at)
            SELECT match_id, place, player_id, nickname, faction, \(Timestamp.moment("moment"))
            FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::int8[])
                AS p(match_id, place, player_id, nickname, faction, moment)
            """, players.map(\.match.matchID), players.map(\.place), players.map(\.player.playerID),
            players.map(\.player.nickname), players.map(\.player.faction),
            players.map(\.match.createdAt.milliseconds))
    }
}
