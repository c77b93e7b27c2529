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
        /// What the stage asks of each ticket.
        var asks: UInt64 = 0
        var maxLatency = Double.infinity
        var onlyFastest = false
        /// The anchor's number in the index, and how far from it another one may be.
        var key = 0.0
        var radius = Double.infinity
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
        if !index.groups[group].isDivided {
            let most = plan.isDuel ? limit : TicketIndex.mostTogether
            isTruncated = !collect(from: index.groups[group].first.runs, until: most, scan: scan)
        } else {
            isTruncated = !collectFromStrata(of: group, limit: limit, scan: scan)
        }
        if isTruncated, work.enough == .max, plan.order != .age || plan.pivot != .none {
            addElders(hasElders ? Self.mostElders : 1)
        }
        if tickets.hasBlocks { dropBlocked(tickets) }
        return isTruncated
    }

    private mutating func collectFromStrata(of group: Int, limit: Int, scan: Int) -> Bool {
        var strata = 1
        var next = index.groups[group].first.next
        while next != TicketIndex.none {
            strata += 1
            next = index.strata[Int(next)].next
        }
        let most = plan.isDuel ? max(limit, Self.mostElders) : CandidateSet.capacity - Self.mostElders
        let share = min(limit, max(4, most / strata))
        var isAll = collect(from: index.groups[group].first.runs, until: share, scan: scan)
        next = index.groups[group].first.next
        while next != TicketIndex.none {
            let wanted = min(work.rows.count + share, most)
            if !collect(from: index.strata[Int(next)].runs, until: wanted, scan: scan) { isAll = false }
            next = index.strata[Int(next)].next
        }
        return isAll
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
            for row in index.oldest(limit, in: group, store) where isOverdue(row) { takeOnce(row) }
        }
    }

    private func isOverdue(_ row: UInt32) -> Bool { store.rows[Int(row)].enqueuedAt <= work.place.overdueUntil }

    private mutating func takeOnce(_ row: UInt32) {
        if !work.rows.contains(row) { take(index.item(row, in: work.place.group, store)) }
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
                take(item)
                left -= 1
                at = runs.next(at)
            }
        case .number(_, .greatestFirst):
            var at = runs.previous(runs.end)
            while let here = at, let item = runs[here] {
                if isDone() { return false }
                take(item)
                left -= 1
                at = runs.previous(here)
            }
        case .number(_, .nearestFirst):
            return collectNearest(from: runs, until: limit, scan: scan)
        }
        return true
    }

    /// From the anchor's own number on, upwards and downwards.
    private mutating func collectNearest(from runs: SortedRuns, until limit: Int, scan: Int) -> Bool {
        let own = SortedRuns.Item(key: work.place.key, row: work.place.anchor)
        let radius = work.place.radius
        var left = scan
        var up = runs.lowerBound(own)
        var down = runs.previous(up)
        while true {
            let above = runs[up]
            let below = down.flatMap { runs[$0] }
            let distanceUp = above.map { $0.key - own.key } ?? .infinity
            let distanceDown = below.map { own.key - $0.key } ?? .infinity
            guard min(distanceUp, distanceDown) <= radius, above != nil || below != nil else { return true }
            if left == 0 || work.rows.count >= limit || work.players >= work.enough { return false }
            left -= 1
            if distanceUp <= distanceDown, let above {
                take(above)
                up = runs.next(up)
            } else if let below, let at = down {
                take(below)
                down = runs.previous(at)
            }
        }
    }

    private mutating func take(_ item: SortedRuns.Item) {
        work.effort -= 1
        guard admits(item) else { return }
        work.rows.append(item.row)
        work.players += Int(item.size)
        work.stretch.append(SearchWork.Point(number: item.key, players: Int(item.size)))
    }

    /// Whether a ticket of the neighbourhood's group may be in one match with the anchor, as far as that can be seen of the
    /// two, and doesn't follow from where it stands.
    func admits(_ item: SortedRuns.Item) -> Bool {
        guard abs(item.key - work.place.key) <= work.place.radius, item.enqueuedAt <= work.place.enqueuedUntil,
            item.enqueuedAt > work.place.enqueuedAfter, suits(item),
            item.row != work.place.anchor, ready.isEmpty || !store.rows[Int(item.row)].isSpokenFor,
            work.place.asks == 0 || store.rows[Int(item.row)].predicates & work.place.asks == work.place.asks
        else { return false }
        guard item.isFit || store.isFit(item.row, plan.stages[work.place.stage].pair) else { return false }
        return !plan.hasFurtherConditions
            || store.areFit(work.place.anchor, item.row, plan.furtherConditions[work.place.stage])
    }

    /// Whether the neighbourhood's region suits a ticket of its group at the stage.
    func suits(_ item: SortedRuns.Item) -> Bool {
        item.latency <= work.place.maxLatency && (item.isFastest || !work.place.onlyFastest)
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
