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

    func hold(_ one: UInt32, _ other: UInt32, in store: borrowing TicketStore) -> Bool {
        for range in ranges
        where abs(store.number(range.feature, of: one) - store.number(range.feature, of: other)) > range.radius {
            return false
        }
        for place in equal where store.first(place, of: one) != store.first(place, of: other) { return false }
        for place in different where !areDifferent(place, one, other, store) { return false }
        for condition in common where !haveInCommon(condition, one, other, store) { return false }
        return true
    }

    /// What the conditions ask of a ticket's own players among one another.
    func hold(within row: UInt32, in store: borrowing TicketStore) -> Bool {
        let size = Int(store[row].size)
        guard size > 1 else { return true }
        for case .player(let feature) in equal {
            let first = store.word(feature, ofPlayer: 0, of: row)
            for player in 1..<size where store.word(feature, ofPlayer: player, of: row) != first { return false }
        }
        for place in different {
            guard case .player(let feature) = place else { continue }
            for player in 1..<size {
                let word = store.word(feature, ofPlayer: player, of: row)
                for other in 0..<player where store.word(feature, ofPlayer: other, of: row) == word { return false }
            }
        }
        return true
    }

    private func areDifferent(
        _ place: FeatureLayout.Place, _ one: UInt32, _ other: UInt32, _ store: borrowing TicketStore
    ) -> Bool {
        switch place {
        case .ticket(let feature): return store.word(feature, of: one) != store.word(feature, of: other)
        case .player(let feature):
            for left in 0..<Int(store[one].size) {
                let word = store.word(feature, ofPlayer: left, of: one)
                for right in 0..<Int(store[other].size)
                where store.word(feature, ofPlayer: right, of: other) == word {
                    return false
                }
            }
            return true
        }
    }

    private func haveInCommon(_ condition: Common, _ one: UInt32, _ other: UInt32, _ store: borrowing TicketStore)
        -> Bool
    {
        let left = store.lists[UInt32(store.first(condition.place, of: one))]
        let right = store.lists[UInt32(store.first(condition.place, of: other))]
        var count = 0
        for (index, text) in left.enumerated() where right.contains(text) && !left[..<index].contains(text) {
            count += 1
            if count >= condition.count { return true }
        }
        return count >= condition.count
    }
}

extension TicketStore {
    /// The ticket's value, or that of its first player.
    func first(_ place: FeatureLayout.Place, of row: UInt32) -> UInt64 {
        switch place {
        case .ticket(let feature): word(feature, of: row)
        case .player(let feature): word(feature, ofPlayer: 0, of: row)
        }
    }
}
