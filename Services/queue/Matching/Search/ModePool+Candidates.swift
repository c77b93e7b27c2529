extension ModePool {
    /// Around whom is searched, at which stage and in which group.
    struct Neighbourhood {
        var anchor: UInt32
        /// The anchor's ticket in the table of all.
        var ticket: UInt32
        var now: Int64
        var stage: Int
        var group: Int
        /// The pivot's region, where tickets are kept apart by it.
        var region: UInt32?
        /// Only tickets that have come by then, and after then, milliseconds since 1970.
        var enqueuedUntil: Int64
        var enqueuedAfter: Int64
        /// Who has come by then goes before the younger.
        var overdueUntil: Int64
    }

    /// Fills the list of candidates with those of each stratum that are tried first.
    ///
    /// - Parameters:
    ///   - limit: so many of each stratum at most.
    ///   - scan: so many of each stratum are looked at for that.
    /// - Returns: whether there may be more.
    mutating func gather(_ place: Neighbourhood, limit: Int, scan: Int, _ tickets: borrowing TicketTable) -> Bool {
        work.begin()
        var isTruncated = false
        let first = index.groups[place.group].firstStratum
        var strata = 0
        var next = first
        while next != TicketIndex.none {
            strata += 1
            next = index.strata[Int(next)].next
        }
        let limit = min(limit, max(4, (CandidateSet.capacity - Self.mostElders) / max(1, strata)))
        next = first
        while next != TicketIndex.none {
            let wanted = min(work.rows.count + limit, CandidateSet.capacity - Self.mostElders)
            if !gather(place, Int(next), until: wanted, scan: scan, tickets) { isTruncated = true }
            next = index.strata[Int(next)].next
        }
        if isTruncated, plan.order != .age { addElders(place, tickets) }
        return isTruncated
    }

    /// Those who have waited longest are looked at in any case.
    private static let mostElders = 32

    private mutating func addElders(_ place: Neighbourhood, _ tickets: borrowing TicketTable) {
        for row in ages.oldest(Self.mostElders, store) {
            guard store[row].enqueuedAt <= place.overdueUntil else { return }
            if isIn(place.group, row), !work.rows.contains(row) { take(row, place, tickets) }
        }
    }

    private func isIn(_ group: Int, _ row: UInt32) -> Bool {
        (0..<Int(store[row].groups)).contains { store.group($0, of: row) == UInt32(group) }
    }

    /// False when a limit was reached.
    private mutating func gather(
        _ place: Neighbourhood, _ stratum: Int, until limit: Int, scan: Int, _ tickets: borrowing TicketTable
    ) -> Bool {
        // A copy would be paid for with a count of references, no more.
        let runs = index.strata[stratum].runs
        var left = scan
        func isDone() -> Bool { left == 0 || work.rows.count >= limit }
        switch plan.order {
        case .age, .number(_, .leastFirst):
            var at = runs.first
            while let item = runs[at] {
                if isDone() { return false }
                take(item.row, place, tickets)
                left -= 1
                at = runs.next(at)
            }
        case .number(_, .greatestFirst):
            var at = runs.previous(runs.end)
            while let here = at, let item = runs[here] {
                if isDone() { return false }
                take(item.row, place, tickets)
                left -= 1
                at = runs.previous(here)
            }
        case .number(_, .nearestFirst):
            let own = index.item(place.anchor, in: store)
            let radius = plan.radii[place.stage]
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
                    take(above.row, place, tickets)
                    up = runs.next(up)
                } else if let below, let at = down {
                    take(below.row, place, tickets)
                    down = runs.previous(at)
                }
            }
        }
        return true
    }

    private mutating func take(_ row: UInt32, _ place: Neighbourhood, _ tickets: borrowing TicketTable) {
        work.effort -= 1
        guard admits(row, place, tickets) else { return }
        work.rows.append(row)
        work.players += Int(store[row].size)
    }

    /// Whether a ticket may be in one match with the anchor, as far as that can be seen of the two.
    private func admits(_ row: UInt32, _ place: Neighbourhood, _ tickets: borrowing TicketTable) -> Bool {
        let candidate = store[row]
        guard row != place.anchor, candidate.enqueuedAt <= place.enqueuedUntil,
            candidate.enqueuedAt > place.enqueuedAfter
        else { return false }
        let asks = plan.stages[place.stage].asks
        guard candidate.predicates & asks == asks, suits(row, place) else { return false }
        return plan.stages[place.stage].pair.hold(place.anchor, row, in: store)
            && !tickets.areBlocked(place.ticket, candidate.ticket)
    }

    /// Whether the neighbourhood's region suits a ticket at the stage.
    func suits(_ row: UInt32, _ place: Neighbourhood) -> Bool {
        guard let region = place.region, case .region(let aggregation, _) = plan.pivot else { return true }
        if plan.stages[place.stage].onlyFastest, store.region(0, of: row) != region { return false }
        guard let latency = store.latency(in: region, aggregation, of: row) else { return false }
        return latency <= plan.stages[place.stage].maxLatency
    }

    // MARK: Order

    /// Puts the candidates into the order in which they are tried: the overdue by age, then by what the stage prefers, then
    /// by age.
    mutating func sortCandidates(_ place: Neighbourhood) {
        let stage = plan.stages[place.stage]
        guard work.rows.count > 1 else { return }
        work.keys.removeAll(keepingCapacity: true)
        for row in work.rows {
            let enqueuedAt = store[row].enqueuedAt
            for key in stage.preference {
                let isOverdue = enqueuedAt <= place.overdueUntil
                work.keys.append(isOverdue ? -.infinity : key.key(of: row, anchor: place.anchor, in: store))
            }
            work.keys.append(Double(enqueuedAt))
        }
        work.sort(stride: stage.preference.count + 1)
    }
}
