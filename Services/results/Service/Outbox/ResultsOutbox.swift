import Contracts
import IntakeCore
import Messaging
import Postgres

/// What is told of matches, ratings and seasons, committed with them. Rows are kept for ever: `muster results replay` tells
/// them again.
struct ResultsOutbox: Sendable {
    /// How many relays may work at once over all replicas.
    static let partitions = 8

    let events = Outbox(partitions: partitions)

    /// Commits an event with the transaction, under an id that stays the same however often it is sent.
    func append(_ announcement: Announcement, to transaction: PostgresTransaction) throws(PostgresError) {
        switch announcement.kind {
        case .confirmed: try append(MatchConfirmed(match: announcement.match), announcement, transaction)
        case .recorded(let ratings):
            try append(MatchResultRecorded(match: announcement.match, ratings: ratings), announcement, transaction)
        case .abandoned: try append(MatchAbandoned(match: announcement.match), announcement, transaction)
        case .disputed: try append(MatchResultDisputed(match: announcement.match), announcement, transaction)
        case .ratingChanged(let change):
            try events.append(change, id: announcement.eventID, sequence: announcement.sequence, to: transaction)
        }
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

    private func append(
        _ event: some MatchEvent, _ announcement: Announcement, _ transaction: PostgresTransaction
    ) throws(PostgresError) {
        try events.append(event, id: announcement.eventID, sequence: announcement.sequence, to: transaction)
    }
}
