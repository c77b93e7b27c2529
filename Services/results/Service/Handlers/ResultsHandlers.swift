import Contracts
import Logging
import Messaging
import Postgres

/// Every request that results answers.
struct ResultsHandlers: Sendable {
    let desk: IntakeDesk
    let archive: EventArchive
    let history: HistoryDesk
    let leaderboards: LeaderboardDesk
    let seasons: SeasonDesk
    let calibration: CalibrationDesk
    let logger: Logger

    init(desk: IntakeDesk, logger: Logger) {
        self.desk = desk
        self.logger = logger
        archive = EventArchive(pool: desk.pool)
        history = HistoryDesk(pool: desk.pool)
        leaderboards = LeaderboardDesk(pool: desk.pool)
        seasons = SeasonDesk(pool: desk.pool, outbox: desk.outbox, logger: logger)
        calibration = CalibrationDesk(pool: desk.pool, rules: desk.rules)
    }

    func report(_ request: ReportMatch) async throws -> ReportMatch.Reply {
        try await outcome { try await desk.report(request) }
    }

    func match(_ request: GetMatch) async throws -> GetMatch.Reply {
        try await outcome { try await desk.match(request) }
    }

    func events(_ request: ListEvents) async throws -> ListEvents.Reply {
        try await outcome { try await archive.events(request) }
    }

    func matches(_ request: ExportMatches) async throws -> ExportMatches.Reply {
        try await outcome { try await archive.matches(request) }
    }

    /// The same, as the broker's side wants them.
    var rpc: RPCHandlers {
        var handlers = RPCHandlers()
        handlers.handle(ReportMatch.self, report)
        handlers.handle(GetMatch.self, match)
        handlers.handle(ListEvents.self, events)
        handlers.handle(ExportMatches.self, matches)
        handlers.handle(ListMatches.self) { request in try await outcome { try await history.page(request) } }
        handlers.handle(GetLeaderboard.self) { request in try await outcome { try await leaderboards.page(request) } }
        handlers.handle(ListRatings.self) { request in
            try await outcome {
                try await RatingStore.ratings(of: request.playerID, rules: desk.rules, in: desk.pool)
            }
        }
        handlers.handle(StartSeason.self) { request in try await outcome { try await seasons.start(request) } }
        handlers.handle(MeasureCalibration.self) { request in
            try await outcome { try await calibration.measure(request) }
        }
        return handlers
    }

    /// What the database prevents is `unavailable`: nothing is known, ask again. What is thrown is a fault.
    private func outcome<Success>(_ work: () async throws -> Success) async throws -> Outcome<Success> {
        do {
            return .success(try await work())
        } catch let refusal as Refusal {
            return .refused(refusal)
        } catch let error as PostgresError where error.isUnavailable || error.isOutcomeUnknown || error.isRetriable {
            logger.warning("the database can't be asked", metadata: ["error": "\(error)"])
            return .refused(Refusal(.unavailable, "results can't be reached right now", retryAfterSeconds: 1))
        }
    }
}
