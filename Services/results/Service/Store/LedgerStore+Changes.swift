import Contracts
import IntakeCore
import Messaging
import Postgres

extension LedgerStore {
    /// Adds a match. False when it is there already, perhaps since a moment ago.
    static func insert(
        _ ledger: MatchLedger, in transaction: PostgresTransaction
    ) async throws(PostgresError) -> Bool {
        let match = ledger.confirmation
        let inserted = try await transaction.execute(
            """
            INSERT INTO matches (match_id, mode, region, address, server_user, booking, created_at, sequence)
            VALUES ($1, $2, $3, $4, $5, $6, \(Timestamp.moment("$7")), $8) ON CONFLICT DO NOTHING
            """, match.matchID, match.mode, match.region, match.address, match.serverUser, match.booking,
            match.createdAt.milliseconds, ledger.sequence)
        guard inserted == 1 else { return false }
        transaction.enqueue(players(of: match))
        return true
    }

    /// Writes a later booking.
    static func rebook(_ ledger: MatchLedger, in transaction: PostgresTransaction) {
        let match = ledger.confirmation
        transaction.enqueue(
            "UPDATE matches SET region = $2, address = $3, server_user = $4, booking = $5 WHERE match_id = $1",
            match.matchID, match.region, match.address, match.serverUser, match.booking)
        transaction.enqueue("DELETE FROM match_players WHERE match_id = $1", match.matchID)
        transaction.enqueue(players(of: match))
    }

    /// Writes the ending.
    static func end(_ ledger: MatchLedger, in transaction: PostgresTransaction) {
        guard let endedAt = ledger.endedAt else { return }
        let record = ledger.record
        transaction.enqueue(
            """
            UPDATE matches SET state = $2, ended_at = \(Timestamp.moment("$3")), custom = $4, sequence = $5, season = $6
            WHERE match_id = $1
            """, record.matchID, record.state.rawValue, endedAt.milliseconds, record.custom?.text, ledger.sequence,
            ledger.rating?.seasonNumber)
        guard record.state == .completed else { return }
        let changes: [RatingChanged.Change?] = ledger.rating?.changes ?? record.players.map { _ in nil }
        transaction.enqueue(
            """
            UPDATE match_players SET placement = said.placement, score = said.score, quit = said.quit,
                disconnected = said.disconnected, mu_before = said.mu_before, sigma_before = said.sigma_before,
                mu_after = said.mu_after, sigma_after = said.sigma_after, rated_matches = said.rated_matches
            FROM unnest(
                $2::int4[], $3::float8[], $4::bool[], $5::bool[], $6::float8[], $7::float8[], $8::float8[], $9::float8[],
                $10::int4[]) WITH ORDINALITY AS said(placement, score, quit, disconnected, mu_before, sigma_before,
                mu_after, sigma_after, rated_matches, place)
            WHERE match_id = $1 AND position = said.place
            """, record.matchID, record.players.map { $0.placement ?? 0 }, record.players.map(\.score),
            record.players.map { $0.quit ?? false }, record.players.map { $0.disconnected ?? false },
            changes.map(\.?.before.mu), changes.map(\.?.before.sigma), changes.map(\.?.after.mu),
            changes.map(\.?.after.sigma), changes.map(\.?.matches))
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
    private static func players(of match: MatchConfirmation) -> PostgresStatement {
        PostgresStatement(
            """
            INSERT INTO match_players (match_id, position, player_id, nickname, faction, created_at)
            SELECT $1, place, player_id, nickname, faction, \(Timestamp.moment("$5"))
            FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS p(player_id, nickname, faction, place)
            """, match.matchID, match.players.map(\.playerID), match.players.map(\.nickname),
            match.players.map(\.faction), match.createdAt.milliseconds)
    }
}
