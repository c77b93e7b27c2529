import RuleSetsCore

/// What a mode asks for at one stage of its expansions, made ready for the search.
final class StagePlan: Sendable {
    struct Side: Sendable, Hashable {
        var minPlayers: Int
        var maxPlayers: Int
        /// Predicates of whoever plays on it.
        var asks: UInt64
    }

    /// Sides of which the same is asked; for the choice of players they are one.
    struct SideClass: Sendable, Hashable {
        var asks: UInt64
        var sides: [Int]
        var minPlayers: Int
        var maxPlayers: Int
        var largestSide: Int
    }

    /// How many players there must be of whom something is true.
    struct Demand: Sendable, Hashable {
        /// The bit of the predicate, which is true of tickets with at least one such player.
        var predicate: UInt64
        var bounds: Bounds
        /// On each of these sides; `nil`: in the whole match.
        var sides: [Int]?
    }

    /// What is made even among the sides.
    struct Balance: Sendable, Hashable {
        var feature: Int
        /// Sums of players' numbers; else their averages.
        var isSum: Bool
    }

    /// From this age on, milliseconds.
    let age: Int64
    let sides: [Side]
    /// In the order of their first sides.
    let classes: [SideClass]
    /// Predicates of all players of a match.
    let asks: UInt64
    let pair: PairConditions
    let demands: [Demand]
    let balance: Balance?
    /// The most that a ticket's latency may be in the match's region, if the index goes by regions.
    let maxLatency: Double
    /// Only the region that is a ticket's fastest will do.
    let onlyFastest: Bool
    let rules: RuleProgram
    /// Some rule looks at who is on which side, so that the same players may play in one way and not in another.
    let looksAtSides: Bool
    /// Some rule names sides, so that they can't take each other's place.
    let namesSides: Bool
    /// In which order candidates are tried; the older first among those alike.
    let preference: [SortKey]
    /// What follows from each rule alone.
    let parts: [RulePart]

    let minPlayers: Int
    let maxPlayers: Int
    let largestSide: Int

    init(
        age: Int64, sides: [Side], asks: UInt64, pair: PairConditions, demands: [Demand], balance: Balance?,
        maxLatency: Double, onlyFastest: Bool, rules: RuleProgram, looksAtSides: Bool, namesSides: Bool,
        preference: [SortKey], parts: [RulePart]
    ) {
        self.age = age
        self.sides = sides
        self.asks = asks
        self.pair = pair
        self.demands = demands
        self.balance = balance
        self.maxLatency = maxLatency
        self.onlyFastest = onlyFastest
        self.rules = rules
        self.looksAtSides = looksAtSides
        self.namesSides = namesSides
        self.preference = preference
        self.parts = parts
        classes = Self.classes(of: sides)
        minPlayers = sides.reduce(0) { $0 + $1.minPlayers }
        maxPlayers = sides.reduce(0) { $0 + $1.maxPlayers }
        largestSide = sides.map(\.maxPlayers).max() ?? 0
    }

    /// The same from another age on, when any region will do.
    func withAnyRegion(from age: Int64) -> StagePlan {
        StagePlan(
            age: age, sides: sides, asks: asks, pair: pair, demands: demands, balance: balance, maxLatency: maxLatency,
            onlyFastest: false, rules: rules, looksAtSides: looksAtSides, namesSides: namesSides,
            preference: preference, parts: parts)
    }

    /// How far apart numbers of a feature may lie in any pair.
    func radius(of feature: Int) -> Double {
        pair.ranges.filter { $0.feature == feature }.map(\.radius).min() ?? .infinity
    }

    private static func classes(of sides: [Side]) -> [SideClass] {
        var classes: [SideClass] = []
        for (index, side) in sides.enumerated() {
            if let known = classes.firstIndex(where: { $0.asks == side.asks }) {
                classes[known].sides.append(index)
                classes[known].minPlayers += side.minPlayers
                classes[known].maxPlayers += side.maxPlayers
                classes[known].largestSide = max(classes[known].largestSide, side.maxPlayers)
            } else {
                classes.append(
                    SideClass(
                        asks: side.asks, sides: [index], minPlayers: side.minPlayers, maxPlayers: side.maxPlayers,
                        largestSide: side.maxPlayers))
            }
        }
        return classes
    }
}
