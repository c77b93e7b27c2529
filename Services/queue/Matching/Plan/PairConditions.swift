import RuleSetsCore

/// What must be true of any two tickets of one match, whatever else is. It follows from the rules but may say less: the
/// rules are judged once a match stands.
struct PairConditions: Sendable, Hashable {
    /// Their numbers lie no further apart.
    struct Range: Sendable, Hashable {
        var feature: Int
        var radius: Double
    }

    /// Their lists have so many texts in common.
    struct Common: Sendable, Hashable {
        var place: FeatureLayout.Place
        var count: Int
    }

    var ranges: [Range] = []
    /// All players have the same.
    var equal: [FeatureLayout.Place] = []
    /// No two players have the same.
    var different: [FeatureLayout.Place] = []
    var common: [Common] = []

    var isEmpty: Bool { ranges.isEmpty && equal.isEmpty && different.isEmpty && common.isEmpty }

    func joined(with others: PairConditions) -> PairConditions {
        PairConditions(
            ranges: ranges + others.ranges, equal: equal + others.equal, different: different + others.different,
            common: common + others.common)
    }
}

extension TicketStore {
    /// Whether conditions hold for two tickets.
    func areFit(_ one: UInt32, _ other: UInt32, _ conditions: PairConditions) -> Bool {
        for range in conditions.ranges
        where abs(number(range.feature, of: one) - number(range.feature, of: other)) > range.radius {
            return false
        }
        for place in conditions.equal where first(place, of: one) != first(place, of: other) { return false }
        for place in conditions.different where !areDifferent(place, one, other) { return false }
        for condition in conditions.common where !haveInCommon(condition, one, other) { return false }
        return true
    }

    /// What conditions ask of a ticket's own players among one another.
    func isFit(_ row: UInt32, _ conditions: PairConditions) -> Bool {
        let size = Int(rows[Int(row)].size)
        guard size > 1 else { return true }
        for case .player(let feature) in conditions.equal {
            let first = word(feature, ofPlayer: 0, of: row)
            for player in 1..<size where word(feature, ofPlayer: player, of: row) != first { return false }
        }
        for case .player(let feature) in conditions.different {
            for player in 1..<size {
                let word = word(feature, ofPlayer: player, of: row)
                for other in 0..<player where self.word(feature, ofPlayer: other, of: row) == word { return false }
            }
        }
        return true
    }

    private func areDifferent(_ place: FeatureLayout.Place, _ one: UInt32, _ other: UInt32) -> Bool {
        switch place {
        case .ticket(let feature): return word(feature, of: one) != word(feature, of: other)
        case .player(let feature):
            for left in 0..<Int(rows[Int(one)].size) {
                let word = word(feature, ofPlayer: left, of: one)
                for right in 0..<Int(rows[Int(other)].size)
                where self.word(feature, ofPlayer: right, of: other) == word {
                    return false
                }
            }
            return true
        }
    }

    private func haveInCommon(_ condition: PairConditions.Common, _ one: UInt32, _ other: UInt32) -> Bool {
        let left = lists[UInt32(first(condition.place, of: one))]
        let right = lists[UInt32(first(condition.place, of: other))]
        var count = 0
        for (index, text) in left.enumerated() where right.contains(text) && !left[..<index].contains(text) {
            count += 1
            if count >= condition.count { return true }
        }
        return count >= condition.count
    }

    /// The ticket's value, or that of its first player.
    func first(_ place: FeatureLayout.Place, of row: UInt32) -> UInt64 {
        switch place {
        case .ticket(let feature): word(feature, of: row)
        case .player(let feature): word(feature, ofPlayer: 0, of: row)
        }
    }
}
