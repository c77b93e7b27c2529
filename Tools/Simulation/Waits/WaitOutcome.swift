import WaitsCore

/// What a ticket was told of its wait, and how it went.
struct WaitOutcome: Sendable, Hashable {
    /// When it came, seconds.
    var at: Double
    var players: Int
    var bracket: Int
    var estimate: WaitEstimate
    /// That of the mode as a whole.
    var whole: WaitEstimate
    /// What a rolling mean over all tickets of the mode would have said, and one over those of its kind.
    var rolling: RollingMean
    var rollingOfKind: RollingMean
    /// Until it was matched or its time was over, seconds; `nil` when it was cancelled before.
    var lasted: Double?
    /// Until it was gone, seconds.
    var searched: Double

    /// Whether an interval has held; `nil` when the ticket was cancelled before that could be seen.
    func holds(_ interval: WaitEstimate) -> Bool? {
        if let lasted { return (interval.low...interval.high).contains(lasted) }
        return searched > interval.high ? false : nil
    }
}

/// What Muster told before it had estimates of its own: an average in which each newer wait has a tenth of the weight.
struct RollingMean: Sendable, Hashable {
    private static let weight = 0.1

    private(set) var mean = 0.0
    private var squares = 0.0
    private(set) var isKnown = false

    /// Of the waits around the mean, seconds.
    var deviation: Double { squares.squareRoot() }

    mutating func note(_ wait: Double) {
        guard isKnown else {
            (mean, isKnown) = (wait, true)
            return
        }
        let away = wait - mean
        mean += away * Self.weight
        squares += (away * away - squares) * Self.weight
    }
}
