extension ModePool {
    /// Exchanges opponents between the duels that were found at once, as long as that brings them nearer to one another: each
    /// ticket took the one nearest to itself of those who were left, which is not the best for all. Where everybody may play
    /// with everybody, nothing better remains: intervals on a line that don't overlap.
    mutating func exchangeOpponents(at now: Int64, _ tickets: borrowing TicketTable) {
        guard let feature = plan.exchanges else { return }
        for _ in 0..<Self.mostRounds {
            var isBetter = false
            for one in ready.indices {
                for other in 0..<one where exchange(one, other, feature, now, tickets) { isBetter = true }
            }
            if !isBetter { return }
        }
    }

    private static let mostRounds = 8

    private mutating func exchange(
        _ one: Int, _ other: Int, _ feature: Int, _ now: Int64, _ tickets: borrowing TicketTable
    ) -> Bool {
        let (a, b) = (ready[one].lineup.rows[0], ready[one].lineup.rows[1])
        let (c, d) = (ready[other].lineup.rows[0], ready[other].lineup.rows[1])
        let distance = distance(a, b, feature) + self.distance(c, d, feature)
        for (left, right) in [((a, c), (b, d)), ((a, d), (b, c))] {
            let then = self.distance(left.0, left.1, feature) + self.distance(right.0, right.1, feature)
            guard then < distance, let first = match(left, now, tickets), let second = match(right, now, tickets) else {
                continue
            }
            ready[one] = first
            ready[other] = second
            return true
        }
        return false
    }

    private func distance(_ one: UInt32, _ other: UInt32, _ feature: Int) -> Double {
        abs(store.number(feature, of: one) - store.number(feature, of: other))
    }

    private mutating func match(_ pair: (UInt32, UInt32), _ now: Int64, _ tickets: borrowing TicketTable) -> Found? {
        guard !tickets.areBlocked(store.rows[Int(pair.0)].ticket, store.rows[Int(pair.1)].ticket) else { return nil }
        return duel(pair.0, pair.1, now)
    }
}
