import Contracts
import IntakeCore
import Messaging
import Postgres

/// Opens matches as they are confirmed: of different matches in one transaction.
struct MatchOpener: Sendable {
    let outbox: ResultsOutbox

    /// The ledgers of these matches, locked, with the confirmations taken into account, and the database's clock.
    func open(
        _ confirmations: [PendingConfirmation], in transaction: PostgresTransaction
    ) async throws -> LedgerStore.Loaded {
        var loaded = try await LedgerStore.load(confirmations.map(\.matchID), lock: true, in: transaction)
        let unknown = confirmations.filter { loaded.ledgers[$0.matchID] == nil }
        if !unknown.isEmpty { try await add(unknown, to: &loaded, in: transaction) }
        for pending in confirmations {
            let matchID = pending.matchID
            guard var ledger = loaded.ledgers[matchID] else { throw LedgerMissing(matchID: matchID) }
            guard ledger.confirm(pending.confirmation) else { continue }
            LedgerStore.rebook(ledger, in: transaction)
            loaded.ledgers[matchID] = ledger
        }
        return loaded
    }

    private func add(
        _ confirmations: [PendingConfirmation], to loaded: inout LedgerStore.Loaded,
        in transaction: PostgresTransaction
    ) async throws {
        let opened = confirmations.map { MatchLedger.opened(by: $0.confirmation) }
        let inserted = try await LedgerStore.insert(opened.map(\.ledger), in: transaction)
        var drafts: [OutboxDraft] = []
        for (pending, opening) in zip(confirmations, opened) where inserted.contains(pending.matchID) {
            loaded.ledgers[pending.matchID] = opening.ledger
            drafts.append(try outbox.draft(opening.announcement, in: pending.context))
        }
        outbox.events.append(drafts, to: transaction)
        // Somebody else has inserted the others meanwhile: what counts is what is there now.
        let others = confirmations.map(\.matchID).filter { !inserted.contains($0) }
        guard !others.isEmpty else { return }
        loaded.ledgers.merge(try await LedgerStore.load(others, lock: true, in: transaction).ledgers) { $1 }
    }
}

/// A match could neither be inserted nor found: somebody deletes matches by hand.
struct LedgerMissing: Error {
    let matchID: MatchID
}
