import Contracts

/// What results has made of a match, for one of its players.
public struct RatingUpdate: Sendable, Hashable {
    public var rating: PlayerRating
    /// The end of the match: an update that is older than what is stored changes nothing.
    public var at: Timestamp

    public init(rating: PlayerRating, at: Timestamp) {
        self.rating = rating
        self.at = at
    }
}
