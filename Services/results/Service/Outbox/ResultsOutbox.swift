import Contracts
import IntakeCore
import Messaging
import Postgres
import Tracing

/// What is told of matches, ratings and seasons, committed with them. Rows are kept for ever: `muster results replay` tells
/// them again.
struct ResultsOutbox: Sendable {
    /// How many relays may work at once over all replicas.
    static let partitions = 8

    let events = Outbox(partitions: partitions)

    /// Commits an event with the transaction, under an id that stays the same however often it is sent.
    func append(_ announcement: Announcement, to transaction: PostgresTransaction) throws(PostgresError) {
        events.append([try draft(announcement)], to: transaction)
    }

    /// The event, to be committed with others.
    func draft(_ announcement: Announcement) throws(PostgresError) -> OutboxDraft {
        let match = announcement.match
        return switch announcement.kind {
        case .confirmed: try draft(MatchConfirmed(match: match), announcement)
        case .recorded(let ratings): try draft(MatchResultRecorded(match: match, ratings: ratings), announcement)
        case .abandoned: try draft(MatchAbandoned(match: match), announcement)
        case .disputed: try draft(MatchResultDisputed(match: match), announcement)
        case .ratingChanged(let change): try draft(change, announcement)
        }
    }

    /// The same as part of the trace of another task, which waits for it.
    func draft(_ announcement: Announcement, in context: ServiceContext?) throws(PostgresError) -> OutboxDraft {
        let draft: Result<OutboxDraft, PostgresError> = ServiceContext.withValue(context) {
            do throws(PostgresError) {
                return .success(try self.draft(announcement))
            } catch {
                return .failure(error)
            }
        }
        return try draft.get()
    }

    /// The same for a season, under its number.
    func append(_ season: SeasonStarted, to transaction: PostgresTransaction) throws(PostgresError) {
        try events.append(season, id: "season.\(season.number)", sequence: season.number, to: transaction)
    }

    /// Publishes soon what has been committed of a match.
    func wake(_ matchID: MatchID) {
        events.wake(matchID.rawValue)
    }

    /// Publishes soon that a season has begun.
    func wake(_ season: SeasonStarted) {
        events.wake(season.subject)
    }

    private func draft(
        _ event: some Event, _ announcement: Announcement
    ) throws(PostgresError) -> OutboxDraft {
        try events.draft(event, id: announcement.eventID, sequence: announcement.sequence)
    }
}
