import Contracts
import IntakeCore
import Logging
import Messaging
import Metrics
import Postgres
import RatingsCore
import Tracing

/// Takes in what becomes of matches: confirmations, reports, wishes to abandon. What is told of it is committed with it.
/// Confirmations of different matches that come at once share a transaction, and so do reports.
struct IntakeDesk: Sendable {
    let pool: PostgresPool
    let outbox: ResultsOutbox
    let queue: any MatchSource
    let rules: RatingRules
    let logger: Logger
    private let opener: MatchOpener
    private let confirmations: Gathering<PendingConfirmation, MatchID, Void>
    let reports: Gathering<PendingReport, MatchID, MatchLedger.Verdict?>
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
        let opener = MatchOpener(outbox: outbox)
        self.opener = opener
        // While one transaction is being written to disk, another one is at work.
        confirmations = Gathering(workers: 2, limit: 64, key: \.matchID) { pending in
            try await pool.withTransaction(retry: .idempotent(attempts: 3)) { transaction in
                _ = try await opener.open(pending, in: transaction)
            }
            return pending.map { _ in }
        }
        let decider = ReportDecider(pool: pool, outbox: outbox, rules: rules)
        reports = Gathering(workers: 2, limit: 64, key: \.request.matchID) { try await decider.decide($0) }
    }

    /// Takes note of a confirmed match, or of its later booking.
    func confirm(_ confirmation: MatchConfirmation) async throws {
        try await confirmations.answer(
            to: PendingConfirmation(confirmation: confirmation, context: ServiceContext.current))
        outbox.wake(confirmation.matchID)
    }

    /// Ends a match without a result, unless a report came first.
    func abandon(_ request: AbandonmentRequested) async throws {
        let matchID = request.match.matchID
        let isEnded = try await pool.withTransaction(retry: .idempotent(attempts: 3)) { transaction in
            let pending = PendingConfirmation(confirmation: request.match, context: ServiceContext.current)
            let loaded = try await opener.open([pending], in: transaction)
            guard var ledger = loaded.ledgers[matchID], let announcement = ledger.abandon(at: loaded.now) else {
                return false
            }
            LedgerStore.end([ledger], in: transaction)
            try outbox.append(announcement, to: transaction)
            return true
        }
        outbox.wake(matchID)
        guard isEnded else { return }
        abandoned.increment()
        logger.info("match abandoned", metadata: ["match.id": "\(matchID)", "reason": "\(request.reason)"])
    }

    /// B7. A match that isn't known here, or is known as another server's or without one of those who are named, is asked of
    /// the queue: its confirmation may not have arrived yet.
    func report(_ request: ReportMatch) async throws -> Done {
        let claim = try Claim(request)
        if let answer = try await decide(claim, request, holderIsCertain: false) { return try answer.get() }
        try await learn(request.matchID)
        guard let answer = try await decide(claim, request, holderIsCertain: true) else { throw Self.notFound }
        return try answer.get()
    }

    /// A match as it stands, for whoever may see it.
    func match(_ request: GetMatch) async throws -> MatchRecord {
        func ledger() async throws -> MatchLedger? {
            try await LedgerStore.load([request.matchID], lock: false, in: pool).ledgers[request.matchID]
        }
        func isVisible(_ ledger: MatchLedger) -> Bool {
            ledger.isVisible(to: request.caller, callerIsOperator: request.callerIsOperator)
        }
        var known = try await ledger()
        // The caller may have joined a moment ago.
        if known.map({ $0.ending == nil && !isVisible($0) }) ?? true {
            try await learn(request.matchID)
            known = try await ledger()
        }
        guard let ledger = known, isVisible(ledger) else { throw Self.notFound }
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
        let verdict = try await reports.answer(
            to: PendingReport(
                claim: claim, request: request, holderIsCertain: holderIsCertain, context: ServiceContext.current))
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

    /// Asks the queue for a match and takes note of what it says.
    ///
    /// - Throws: `unavailable` when it can't be asked.
    private func learn(_ matchID: MatchID) async throws {
        // An id that nobody can have made isn't worth a question.
        guard matchID.shard != nil else { return }
        if let confirmation = try await queue.confirmation(of: matchID) { try await confirm(confirmation) }
    }
}
