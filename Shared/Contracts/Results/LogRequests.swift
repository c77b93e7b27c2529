/// What was told, again: events of the log out of the database of results, in the order in which they were committed. Those of
/// the last moments may still be missing, since a transaction that began earlier may end later.
public struct ListEvents: ResultsRequest {
    public typealias Reply = Outcome<EventPage>
    public static let name = "results.event.list.v1"

    /// Committed at this moment or later; `nil` is from the first on.
    public var since: Timestamp?
    /// Committed before this moment; `nil` is all that there are.
    public var until: Timestamp?
    /// ``EventPage/next`` of the page before.
    public var after: String?

    public init(since: Timestamp?, until: Timestamp?, after: String? = nil) {
        self.since = since
        self.until = until
        self.after = after
    }
}

/// Some events of the log.
public struct EventPage: Codable, Sendable, Hashable {
    /// Each as it was told: CloudEvents, JSON text on one line.
    public var events: [String]
    /// Asks for the next page; `nil` when this is the last.
    public var next: String?

    public init(events: [String], next: String?) {
        self.events = events
        self.next = next
    }
}

/// Matches that have ended, with or without a result, for operators: in the order in which their endings were committed. The
/// names of players who are gone are hidden.
public struct ExportMatches: ResultsRequest {
    public typealias Reply = Outcome<MatchPage>
    public static let name = "results.match.export.v1"

    /// Ended at this moment or later; `nil` is from the first on.
    public var since: Timestamp?
    /// Ended before this moment; `nil` is all that there are.
    public var until: Timestamp?
    /// ``MatchPage/next`` of the page before.
    public var after: String?
    /// Whether all pages' matches are to be counted, about.
    public var counts: Bool

    public init(since: Timestamp?, until: Timestamp?, after: String? = nil, counts: Bool = false) {
        self.since = since
        self.until = until
        self.after = after
        self.counts = counts
    }
}

/// Some of the matches that have ended.
public struct MatchPage: Codable, Sendable, Hashable {
    public var matches: [MatchRecord]
    /// Asks for the next page; `nil` when this is the last.
    public var next: String?
    /// How many matches all pages have, about; where that was asked for.
    public var total: Int?

    public init(matches: [MatchRecord], next: String?, total: Int?) {
        self.matches = matches
        self.next = next
        self.total = total
    }
}
