/// Begins a season, for an operator. The name of the present one is success, so that it may be said again. Refused: `invalid`
/// (the name), `conflict` (the name of an earlier season).
public struct StartSeason: ResultsRequest {
    public typealias Reply = Outcome<SeasonStarted>
    public static let name = "results.season.start.v1"
    public var season: String

    public init(season: String) { self.season = season }
}

/// How often what the rating model expected came true, in some thousand matches at a time. Refused: `notFound` (the season).
public struct MeasureCalibration: ResultsRequest {
    public typealias Reply = Outcome<Page>
    public static let name = "results.calibration.measure.v1"

    /// What is found in some matches; the sums of all pages are what is found in all.
    public struct Page: Codable, Sendable, Hashable {
        /// Predictions of equal parts of the range from ½ to 1.
        public struct Bin: Codable, Sendable, Hashable {
            public var count: Int
            /// The sum of the predictions.
            public var predicted: Double
            /// How many came true; a tie is half a win.
            public var won: Double

            public init(count: Int, predicted: Double, won: Double) {
                self.count = count
                self.predicted = predicted
                self.won = won
            }
        }

        public var matches: Int
        public var bins: [Bin]
        /// The sum of (prediction − outcome)² over all predictions.
        public var squares: Double
        /// The ``MeasureCalibration/after`` of the page that follows; `nil` on the last.
        public var next: MatchID?

        public init(matches: Int, bins: [Bin], squares: Double, next: MatchID?) {
            self.matches = matches
            self.bins = bins
            self.squares = squares
            self.next = next
        }
    }

    /// All modes without.
    public var mode: ModeName?
    /// All seasons without.
    public var season: String?
    public var bins: Int
    /// Where the former page ended.
    public var after: MatchID?

    public init(mode: ModeName? = nil, season: String? = nil, bins: Int, after: MatchID? = nil) {
        self.mode = mode
        self.season = season
        self.bins = bins
        self.after = after
    }
}
