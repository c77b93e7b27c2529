import Contracts
import IntakeCore
import Messaging
import Postgres
import RatingsCore

/// Decides reports of different matches in one transaction: their results, ratings and events are committed together.
struct ReportDecider: Sendable {
    let pool: PostgresPool
    let outbox: ResultsOutbox
    let rules: RatingRules

    /// What becomes of each report; `nil` for a match that isn't known.
    func decide(_ reports: [PendingReport]) async throws -> [MatchLedger.Verdict?] {
        try await pool.withTransaction(retry: .idempotent(attempts: 3)) { transaction in
            let loaded = try await LedgerStore.load(
                reports.map(\.request.matchID), lock: true, in: transaction)
            var ledgers = loaded.ledgers
            var verdicts: [MatchLedger.Verdict?] = []
            var counting: [PendingReport] = []
            var drafts: [OutboxDraft] = []
            for report in reports {
                let verdict = ledgers[report.request.matchID]?.report(
                    report.claim, by: report.request.serverUser, holderIsCertain: report.holderIsCertain, at: loaded.now
                )
                verdicts.append(verdict)
                switch verdict {
                case .counts: counting.append(report)
                case .disputed(let announcement?, _):
                    if let ledger = ledgers[report.request.matchID] {
                        try LedgerStore.dispute(ledger, report.claim, in: transaction)
                    }
                    drafts.append(try outbox.draft(announcement, in: report.context))
                case .disputed(nil, _), .repeated, .refused, .askQueue, nil: break
                }
            }
            drafts += try await record(counting, &ledgers, in: transaction)
            outbox.events.append(drafts, to: transaction)
            return verdicts
        }
    }

    /// Rates results that count, and writes them; what is to be told of them.
    private func record(
        _ reports: [PendingReport], _ ledgers: inout [MatchID: MatchLedger], in transaction: PostgresTransaction
    ) async throws -> [OutboxDraft] {
        guard !reports.isEmpty else { return [] }
        let matches = reports.compactMap { ledgers[$0.request.matchID]?.record }
        let rated = matches.filter { Standings($0) != nil }
        var ratings: [MatchID: MatchRating] = [:]
        if !rated.isEmpty {
            let players = rated.flatMap { match in
                match.players.map { RatingBook.Key(mode: match.mode, playerID: $0.playerID) }
            }
            let locked = try await RatingStore.lock(players, rules: rules, in: transaction)
            var book = locked.book
            for match in rated {
                guard let changes = book.rate(match, by: rules) else { continue }
                ratings[match.matchID] = MatchRating(
                    seasonNumber: book.seasonNumber, season: book.season, changes: changes)
            }
            RatingStore.write(book.changes, before: locked, in: transaction)
        }
        var drafts: [OutboxDraft] = []
        for report in reports {
            let matchID = report.request.matchID
            for announcement in ledgers[matchID]?.rate(ratings[matchID]) ?? [] {
                drafts.append(try outbox.draft(announcement, in: report.context))
            }
        }
        LedgerStore.end(reports.compactMap { ledgers[$0.request.matchID] }, in: transaction)
        return drafts
    }
}
