extension ModePool {
    /// Around whom is searched, at which stage and in which group.
    struct Neighbourhood: Sendable {
        var anchor: UInt32 = 0
        /// The anchor's ticket in the table of all.
        var ticket: UInt32 = 0
        var now: Int64 = 0
        var stage = 0
        var group = 0
        /// The pivot's region, where tickets are kept apart by it.
        var region: UInt32?
        /// Only tickets that have come by then, and after then, milliseconds since 1970.
        var enqueuedUntil: Int64 = 0
        var enqueuedAfter: Int64 = 0
        /// Who has come by then is overdue, and goes before the younger.
        var overdueUntil: Int64 = 0
    }

    /// Fills the list of candidates with those of each stratum that are tried first.
    ///
    /// - Parameters:
    ///   - limit: so many of each stratum at most.
    ///   - scan: so many of each stratum are looked at for that.
    ///   - hasElders: those who have waited longest are added when there may be more; else only the one.
    /// - Returns: whether there may be more.
    mutating func gather(limit: Int, scan: Int, hasElders: Bool, _ tickets: borrowing TicketTable) -> Bool {
        work.begin()
        var isTruncated = false
        let group = work.place.group
        var strata = 1
        var next = index.groups[group].first.next
        while next != TicketIndex.none {
            strata += 1
            next = index.strata[Int(next)].next
        }
        let most = plan.isDuel ? max(limit, Self.mostElders) : CandidateSet.capacity - Self.mostElders
        let share = min(limit, max(4, most / strata))
        if !collect(from: index.groups[group].first.runs, until: share, scan: scan) { isTruncated = true }
        next = index.groups[group].first.next
        while next != TicketIndex.none {
            let wanted = min(work.rows.count + share, most)
            if !collect(from: index.strata[Int(next)].runs, until: wanted, scan: scan) { isTruncated = true }
            next = index.strata[Int(next)].next
        }
        if isTruncated, plan.order != .age || plan.pivot != .none { addElders(hasElders ? Self.mostElders : 1) }
        if tickets.hasBlocks { dropBlocked(tickets) }
        return isTruncated
    }

    /// Takes out those who must not meet the anchor.
    private mutating func dropBlocked(_ tickets: borrowing TicketTable) {
        var kept = 0
        for row in work.rows {
            let ticket = store.rows[Int(row)].ticket
            if tickets.areBlocked(work.place.ticket, ticket) {
                work.players -= Int(store.rows[Int(row)].size)
            } else {
                work.rows[kept] = row
                kept += 1
            }
        }
        work.rows.removeSubrange(kept...)
    }

    /// Those who have waited longest are looked at in any case.
    private static let mostElders = 32

    private mutating func addElders(_ limit: Int) {
        let group = work.place.group
        if plan.pivot == .none {
            for row in ages.oldest(limit, store) where isOverdue(row) && isIn(group, row) { takeOnce(row) }
        } else {
            for row in index.groups[group].ages.oldest(limit, store) where isOverdue(row) { takeOnce(row) }
        }
    }

    private func isOverdue(_ row: UInt32) -> Bool { store.rows[Int(row)].enqueuedAt <= work.place.overdueUntil }

    private mutating func takeOnce(_ row: UInt32) {
        if !work.rows.contains(row) { take(row) }
    }

    private func isIn(_ group: Int, _ row: UInt32) -> Bool {
        (0..<Int(store.rows[Int(row)].groups)).contains { store.group($0, of: row) == UInt32(group) }
    }

    /// False when a limit was reached.
    private mutating func collect(from runs: SortedRuns, until limit: Int, scan: Int) -> Bool {
        var left = scan
        func isDone() -> Bool { left == 0 || work.rows.count >= limit || work.players >= work.enough }
        switch plan.order {
        case .age, .number(_, .leastFirst):
            var at = runs.first
            while let item = runs[at] {
                if isDone() { return false }
                take(item.row)
                left -= 1
                at = runs.next(at)
            }
        case .number(_, .greatestFirst):
            var at = runs.previous(runs.end)
            while let here = at, let item = runs[here] {
                if isDone() { return false }
                take(item.row)
                left -= 1
                at = runs.previous(here)
            }
        case .number(_, .nearestFirst):
            let own = index.item(work.place.anchor, in: store)
            let radius = plan.radii[work.place.stage]
            var up = runs.lowerBound(own)
            var down = runs.previous(up)
            while true {
                let above = runs[up]
                var below: SortedRuns.Item?
                if let down { below = runs[down] }
                var distanceUp = Double.infinity
                var distanceDown = Double.infinity
                if let above { distanceUp = above.key - own.key }
                if let below { distanceDown = own.key - below.key }
                guard min(distanceUp, distanceDown) <= radius, above != nil || below != nil else { return true }
                if isDone() { return false }
                left -= 1
                if distanceUp <= distanceDown, let above {
                    take(above.row)
                    up = runs.next(up)
                } else if let below, let at = down {
                    take(below.row)
                    down = runs.previous(at)
                }
            }
        }
        return true
    }

    private mutating func take(_ row: UInt32) {
        work.effort -= 1
        guard admits(row) else { return }
        work.rows.append(row)
        work.players += Int(store.rows[Int(row)].size)
    }

    /// Whether a ticket may be in one match with the anchor, as far as that can be seen of the two.
    func admits(_ row: UInt32) -> Bool {
        let enqueuedAt = store.rows[Int(row)].enqueuedAt
        guard row != work.place.anchor, !store.rows[Int(row)].isSpokenFor, enqueuedAt <= work.place.enqueuedUntil,
            enqueuedAt > work.place.enqueuedAfter
        else { return false }
        let asks = plan.stages[work.place.stage].asks
        guard store.rows[Int(row)].predicates & asks == asks, suits(row) else { return false }
        return store.areFit(work.place.anchor, row, plan.stages[work.place.stage].pair)
    }

    /// Whether the neighbourhood's region suits a ticket at the stage.
    func suits(_ row: UInt32) -> Bool {
        guard let region = work.place.region, case .region(let aggregation, _) = plan.pivot else { return true }
        if plan.stages[work.place.stage].onlyFastest, store.region(0, of: row) != region { return false }
        guard let latency = store.latency(in: region, aggregation, of: row) else { return false }
        return latency <= plan.stages[work.place.stage].maxLatency
    }

    // MARK: Order

    /// Puts the candidates into the order in which they are tried: the overdue by age, then by what the stage prefers, then
    /// by age.
    mutating func sortCandidates() {
        let stage = plan.stages[work.place.stage]
        guard work.rows.count > 1 else { return }
        work.keys.removeAll(keepingCapacity: true)
        for row in work.rows {
            let enqueuedAt = store.rows[Int(row)].enqueuedAt
            for key in stage.preference {
                let isOverdue = enqueuedAt <= work.place.overdueUntil
                work.keys.append(isOverdue ? -.infinity : key.key(of: row, anchor: work.place.anchor, in: store))
            }
            work.keys.append(Double(enqueuedAt))
        }
        work.sort(stride: stage.preference.count + 1)
    }
}
