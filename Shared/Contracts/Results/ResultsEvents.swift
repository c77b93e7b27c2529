/// A public event of a match, written to the log by results alone. Its `data` is the match.
public protocol MatchEvent: Event {
    init(match: MatchRecord)
    var match: MatchRecord { get }
}

extension MatchEvent {
    public static var source: ServiceName { .results }
    public static var audience: EventAudience { .operators }
    public var subject: String { match.matchID.rawValue }

    public init(from decoder: any Decoder) throws { self.init(match: try MatchRecord(from: decoder)) }
    public func encode(to encoder: any Encoder) throws { try match.encode(to: encoder) }
}

/// A match is confirmed: its players are on their way.
public struct MatchConfirmed: MatchEvent {
    public static let type = "match.confirmed.v1"
    public var match: MatchRecord
    public init(match: MatchRecord) { self.match = match }
}

/// A match ended without a result.
public struct MatchAbandoned: MatchEvent {
    public static let type = "match.abandoned.v1"
    public var match: MatchRecord
    public init(match: MatchRecord) { self.match = match }
}

/// A match's result counts, once and for all. The data is the match, with one member more: what its players' ratings in its
/// mode are from now on.
public struct MatchResultRecorded: MatchEvent {
    public static let type = "match.result.recorded.v1"
    public var match: MatchRecord
    /// In the order of the match's players; `nil` when the match isn't rated.
    public var ratings: [PlayerRating]?

    public init(match: MatchRecord) { self.match = match }

    public init(match: MatchRecord, ratings: [PlayerRating]?) {
        self.match = match
        self.ratings = ratings
    }

    private enum CodingKeys: String, CodingKey { case ratings }

    public init(from decoder: any Decoder) throws {
        match = try MatchRecord(from: decoder)
        ratings = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([PlayerRating].self, forKey: .ratings)
    }

    public func encode(to encoder: any Encoder) throws {
        try match.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(ratings, forKey: .ratings)
    }
}

/// A second report differed from the one that counts, and was refused.
public struct MatchResultDisputed: MatchEvent {
    public static let type = "match.result.disputed.v1"
    public var match: MatchRecord
    public init(match: MatchRecord) { self.match = match }
}
