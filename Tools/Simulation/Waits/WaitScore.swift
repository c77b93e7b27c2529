import WaitsCore

/// How good estimates of waiting were, over some tickets.
public struct WaitScore: Sendable, Hashable {
    public var tickets = 0
    /// Of tickets of which it could be seen: whose interval held.
    public var held = 0
    public var judged = 0
    /// Those of the mode as a whole.
    public var wholeHeld = 0
    public var wholeJudged = 0
    /// Searches that lasted until a match or the end of their time.
    public var finished = 0
    private var width = 0.0
    private var medianLoss = 0.0
    private var rollingLoss = 0.0
    private var rollingOfKindLoss = 0.0
    private var endsLoss = 0.0
    private var rollingEndsLoss = 0.0

    /// How often intervals held, 0 to 1.
    public var coverage: Double { judged == 0 ? 0 : Double(held) / Double(judged) }
    public var wholeCoverage: Double { wholeJudged == 0 ? 0 : Double(wholeHeld) / Double(wholeJudged) }
    /// Between the ends of the interval, seconds.
    public var meanWidth: Double { tickets == 0 ? 0 : width / Double(tickets) }
    /// The mean pinball loss at one half, seconds: half of how far the estimate was off.
    public var loss: Double { mean(medianLoss) }
    /// That of a rolling mean over all tickets of the mode.
    public var lossOfRollingMean: Double { mean(rollingLoss) }
    /// That of a rolling mean over the tickets of the same size and bracket.
    public var lossOfRollingMeanOfKind: Double { mean(rollingOfKindLoss) }
    /// The mean pinball loss of the interval's ends at 0.1 and 0.9, both together, seconds.
    public var lossOfEnds: Double { mean(endsLoss) }
    /// That of a rolling mean, less and plus 1.28 rolling deviations.
    public var lossOfRollingEnds: Double { mean(rollingEndsLoss) }

    private func mean(_ sum: Double) -> Double { finished == 0 ? 0 : sum / Double(finished) }

    mutating func add(_ outcome: WaitOutcome) {
        tickets += 1
        width += outcome.estimate.high - outcome.estimate.low
        if let held = outcome.holds(outcome.estimate) {
            judged += 1
            if held { self.held += 1 }
        }
        if let held = outcome.holds(outcome.whole) {
            wholeJudged += 1
            if held { wholeHeld += 1 }
        }
        guard let lasted = outcome.lasted else { return }
        finished += 1
        let rolling = outcome.rolling
        medianLoss += Self.pinball(0.5, outcome.estimate.seconds, lasted)
        rollingLoss += Self.pinball(0.5, rolling.mean, lasted)
        rollingOfKindLoss += Self.pinball(0.5, outcome.rollingOfKind.mean, lasted)
        endsLoss +=
            Self.pinball(0.1, outcome.estimate.low, lasted) + Self.pinball(0.9, outcome.estimate.high, lasted)
        rollingEndsLoss +=
            Self.pinball(0.1, max(0, rolling.mean - 1.2816 * rolling.deviation), lasted)
            + Self.pinball(0.9, rolling.mean + 1.2816 * rolling.deviation, lasted)
    }

    /// What it costs to have said `told` for a quantile, as in R. Koenker and G. Bassett, "Regression Quantiles" (1978). Least
    /// for the quantile itself.
    private static func pinball(_ share: Double, _ told: Double, _ lasted: Double) -> Double {
        lasted >= told ? share * (lasted - told) : (1 - share) * (told - lasted)
    }
}
