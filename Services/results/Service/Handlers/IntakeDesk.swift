import Contracts
import IntakeCore
import Logging
import Messaging
import Metrics
import Postgres
import RatingsCore

/// Takes in what becomes of matches: confirmations, reports, wishes to abandon. Each is one transaction on one ledger, and its
/// announcements are committed with it.
struct IntakeDesk: Sendable {
    let pool: PostgresPool
    let outbox: ResultsOutbox
    let queue: any MatchSource
    let rules: RatingRules
    let logger: Logger
    private let recorded = Counter(label: "muster_results_matches", dimensions: [("ending", "completed")])
    private let abandoned = Counter(label: "muster_results_matches", dimensions: [("ending", "abandoned")])
    private let disputed = Counter(label: "muster_results_disputes")

    init(
        pool: PostgresPool, outbox: ResultsOutbox, queue: any MatchSource, rules: RatingRules = RatingRules(),
        logger: Logger
    ) {
        self.pool = pool
        self.outbox = outbox
        self.queue = queue
        self.rules = rules
        self.logger = logger
    }

    /// Takes note of a confirmed match, or of its later booking.
    func confirm(_ confirmation: MatchConfirmation) async throws {
        let matchID = confirmation.matchID
        try await pool.withTransaction(retry: .idempotent(attempts: 3)) { transaction in
            _ = try await open(confirmation, in: transaction)
        }
        outbox.wake(matchID)
    }

    /// Ends a match without a result, unless a report came first.
    func abandon(_ request: AbandonmentRequested) async throws {
        let matchID = request.match.matchID
        let isEnded = try await pool.withTransaction(retry: .idempotent(attempts: 3)) { transaction in
            var loaded = try await open(request.match, in: transaction)
            guard let announcement = loaded.ledger.abandon(at: loaded.now) else { return false }
            LedgerStore.end(loaded.ledger, in: transaction)
            try outbox.append(announcement, to: transaction)
            return true
        }
        outbox.wake(matchID)
        guard isEnded else { return }
        abandoned.increment()
        logger.info("match abandoned", metadata: ["match.id": "\(matchID)", "reason": "\(request.reason)"])
    }

    /// B7. A match that isn't known here, or is known as another server's, is asked of the queue: its confirmation may not
    /// have arrived yet.
    func report(_ request: ReportMatch) async throws -> Done {
        let claim = try Claim(request)
        if let answer = try await decide(claim, request, holderIsCertain: false) { return try answer.get() }
        try await learn(request.matchID)
        guard let answer = try await decide(claim, request, holderIsCertain: true) else { throw Self.notFound }
        return try answer.get()
    }

    /// A match as it stands, for whoever may see it.
    func match(_ request: GetMatch) async throws -> MatchRecord {
        var loaded = try await LedgerStore.load(request.matchID, lock: false, in: pool)
        if loaded == nil {
            try await learn(request.matchID)
            loaded = try await LedgerStore.load(request.matchID, lock: false, in: pool)
        }
        guard let ledger = loaded?.ledger,
            ledger.isVisible(to: request.caller, callerIsOperator: request.callerIsOperator)
        else { throw Self.notFound }
        return try await DeletedPlayers.hide(in: [ledger.record], pool)[0]
    }

    /// Shows a user as gone from now on, in matches that have ended.
    func forget(_ event: UserDeleted) async throws {
        try await pool.query(DeletedPlayers.insertion(event.playerID))
    }

    private static let notFound = Refusal(.notFound, "no such match")

    /// The answer to a report; `nil` when the queue must be asked first.
    private func decide(
        _ claim: Claim, _ request: ReportMatch, holderIsCertain: Bool
    ) async throws -> Result<Done, Refusal>? {
        let verdict: MatchLedger.Verdict? = try await pool.withTransaction(
            retry: .idempotent(attempts: 3)
        ) { transaction in
            let loaded = try await LedgerStore.load(request.matchID, lock: true, in: transaction)
            guard var ledger = loaded?.ledger, let now = loaded?.now else { return nil }
            let verdict = ledger.report(claim, by: request.serverUser, holderIsCertain: holderIsCertain, at: now)
            switch verdict {
            case .counts: try await record(&ledger, in: transaction)
            case .disputed(let announcement?, _):
                try LedgerStore.dispute(ledger, claim, in: transaction)
                try outbox.append(announcement, to: transaction)
            case .disputed(nil, _), .repeated, .refused, .askQueue: break
            }
            return verdict
        }
        switch verdict {
        case nil, .askQueue: return nil
        case .counts:
            outbox.wake(request.matchID)
            recorded.increment()
            return .success(Done())
        case .repeated: return .success(Done())
        case .disputed(let announcement, let refusal):
            if announcement != nil {
                outbox.wake(request.matchID)
                disputed.increment()
            }
            return .failure(refusal)
        case .refused(let refusal): return .failure(refusal)
        }
    }

    /// Rates a result that counts, and writes and tells all that comes of it.
    private func record(_ ledger: inout MatchLedger, in transaction: PostgresTransaction) async throws {
        let match = ledger.record
        var rating: MatchRating?
        if Standings(match) != nil {
            let locked = try await RatingStore.lock(
                match.players.map(\.playerID), mode: match.mode, rules: rules, in: transaction)
            if let changes = rules.changes(by: match, before: locked.standings) {
                RatingStore.write(changes, mode: match.mode, before: locked, in: transaction)
                rating = MatchRating(
                    seasonNumber: locked.season.number, season: locked.season.name, changes: changes)
            }
        }
        for announcement in ledger.rate(rating) { try outbox.append(announcement, to: transaction) }
        LedgerStore.end(ledger, in: transaction)
    }

    /// The ledger of a confirmed match, locked, with this confirmation taken into account.
    private func open(
        _ confirmation: MatchConfirmation, in transaction: PostgresTransaction
    ) async throws -> LedgerStore.Loaded {
        if let known = try await LedgerStore.load(confirmation.matchID, lock: true, in: transaction) {
            return take(confirmation, known, in: transaction)
        }
        let (ledger, announcement) = MatchLedger.opened(by: confirmation)
        if try await LedgerStore.insert(ledger, in: transaction) {
            try outbox.append(announcement, to: transaction)
        }
        // Somebody else may have inserted it meanwhile: what counts is what is there now.
        guard let known = try await LedgerStore.load(confirmation.matchID, lock: true, in: transaction) else {
            throw LedgerMissing(matchID: confirmation.matchID)
        }
        return take(confirmation, known, in: transaction)
    }

    private func take(
        _ confirmation: MatchConfirmation, _ known: LedgerStore.Loaded, in transaction: PostgresTransaction
    ) -> LedgerStore.Loaded {
        var known = known
        if known.ledger.confirm(confirmation) { LedgerStore.rebook(known.ledger, in: transaction) }
        return known
    }

    /// Asks the queue for a match and takes note of what it says.
    ///
    /// - Throws: `unavailable` when it can't be asked.
    private func learn(_ matchID: MatchID) async throws {
        // An id that nobody can have made isn't worth a question.
        guard matchID.shard != nil else { return }
        if let confirmation = try await queue.confirmation(of: matchID) { try await confirm(confirmation) }
    }
}

/// A match could neither be inserted nor found: somebody deletes matches by hand.
struct LedgerMissing: Error {
    let matchID: MatchID
}
