import Collections
import Contracts

/// When tickets and matches of a shard are to be looked at.
typealias Deadlines = DueTimes<Timestamp, DeadlineSubject>

/// What a deadline is about.
enum DeadlineSubject: Sendable, Hashable, Comparable {
    case ticket(TicketID)
    case match(MatchID)
}
