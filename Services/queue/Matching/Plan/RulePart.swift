/// What follows from one rule alone for single tickets and for pairs, by which it can be said whom it keeps apart.
struct RulePart: Sendable, Hashable {
    /// There must be a region where neither ticket's latency is greater.
    struct Latency: Sendable, Hashable {
        /// Of the layout.
        var aggregation: Int
        var most: Double
    }

    /// Predicates of every ticket of a match.
    var asks: UInt64
    /// Of each side, predicates of whoever plays there.
    var sideAsks: [UInt64]
    var pair: PairConditions
    var latency: Latency?
    /// How much of the rule's own number one unit of the first range's radius is.
    var scale = 1.0

    /// False when the rule only judges whole matches.
    var tellsPairs: Bool {
        asks != 0 || sideAsks.contains { $0 != 0 } || pair != PairConditions() || latency != nil
    }
}
