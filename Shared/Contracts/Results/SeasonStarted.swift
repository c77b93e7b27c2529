/// A season has begun: ratings were reset softly, and the leaderboards begin anew. Its number counts the seasons.
public struct SeasonStarted: Event {
    public static let type = "season.started.v1"
    public static var source: ServiceName { .results }
    public static var audience: EventAudience { .operators }

    public var season: String
    /// From 1 on, without gaps.
    public var number: Int
    /// RFC 3339.
    public var startedAt: String
    /// The season that ended; `nil` for the first.
    public var previous: String?

    public init(season: String, number: Int, startedAt: String, previous: String?) {
        self.season = season
        self.number = number
        self.startedAt = startedAt
        self.previous = previous
    }

    public var subject: String { season }
}
