/// How often what the model expects comes true: each two sides of a match are one prediction of who comes before the other.
public struct Calibration: Sendable, Hashable {
    /// Predictions within one part of the range from ½ to 1.
    public struct Bin: Sendable, Hashable {
        public private(set) var count = 0
        /// The sum of the predictions.
        public private(set) var predicted = 0.0
        /// How many came true; a tie is half a win.
        public private(set) var won = 0.0

        mutating func add(_ chance: Double, _ outcome: Double) {
            count += 1
            predicted += chance
            won += outcome
        }
    }

    /// Equal parts of the range.
    public private(set) var bins: [Bin]
    public private(set) var matches = 0
    /// The sum of (prediction − outcome)², where an outcome is 1, 0 or, for a tie, ½. Divided by the number of predictions it
    /// is the Brier score: 0.25 for who always says ½, and lower is better.
    public private(set) var squares = 0.0

    public init(bins: Int) {
        precondition(bins > 0)
        self.bins = Array(repeating: Bin(), count: bins)
    }

    /// Counts a match: the skills that its players had before it, and how it ended.
    ///
    /// Each pair is seen from its likelier winner, so that it counts once and it makes no difference which is named first.
    public mutating func add(_ standings: Standings, before skills: [Skill], model: PlackettLuce) {
        matches += 1
        let sides = standings.sides.map { $0.map { skills[$0] } }
        for one in sides.indices {
            for other in sides.indices where one < other {
                var chance = model.chance(of: sides[one], against: sides[other])
                var outcome = Self.outcome(standings.places[one], standings.places[other])
                if chance < 0.5 { (chance, outcome) = (1 - chance, 1 - outcome) }
                let bin = min(bins.count - 1, Int((chance * 2 - 1) * Double(bins.count)))
                bins[bin].add(chance, outcome)
                squares += (chance - outcome) * (chance - outcome)
            }
        }
    }

    private static func outcome(_ place: Double, _ other: Double) -> Double {
        place < other ? 1 : place == other ? 0.5 : 0
    }
}
