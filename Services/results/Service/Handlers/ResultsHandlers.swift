import Contracts
import Logging
import Messaging
import Postgres

/// Every request that results answers.
struct ResultsHandlers: Sendable {
    let desk: IntakeDesk
    let archive: EventArchive
    let logger: Logger

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
