import Contracts

/// Something that became of a match and must be told, once, under its number.
public struct Announcement: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case confirmed, abandoned, disputed
        /// With the players' ratings after it, if the match is rated.
        case recorded([PlayerRating]?)
        /// By the result that was recorded just before it.
        case ratingChanged(RatingChanged)
    }

    public var kind: Kind
    /// Counts what is told of this match, from 1 on without gaps.
    public var sequence: Int
    /// The match as it stands after it.
    public var match: MatchRecord

    public init(kind: Kind, sequence: Int, match: MatchRecord) {
        self.kind = kind
        self.sequence = sequence
        self.match = match
    }

    /// The event's id, the same however often it is sent: nothing else is ever told under this number.
    public var eventID: String { "\(match.matchID.rawValue).\(sequence)" }
}
