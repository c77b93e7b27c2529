extension ModePool {
    /// Notes when a ticket that wasn't matched is to be looked at again.
    ///
    /// Where a match is at the stage of its newest ticket, a ticket's own stage matters only for matches with older ones; and
    /// those can only become fewer. So it sleeps until the first stage at which there are enough of them, or for good:
    /// whoever comes later looks for himself.
    mutating func wait(_ row: UInt32, at now: Int64, _ tickets: borrowing TicketTable) {
        let own = plan.stage(at: now - store.rows[Int(row)].enqueuedAt)
        let last = plan.stages.count - 1
        guard own < last, store.rows[Int(row)].nextStage == 0 else { return }
        if plan.goesByOldest { return wait(row, from: own, to: own + 1) }
        for next in own + 1...last where isPromising(row, next, now, tickets) {
            return wait(row, from: own, to: next)
        }
    }

    private mutating func wait(_ row: UInt32, from stage: Int, to next: Int) {
        let wake = WakeTimes.Wake(
            at: store.rows[Int(row)].enqueuedAt + plan.stages[next].age, row: row,
            generation: store.rows[Int(row)].generation)
        store[row].nextStage = UInt16(next)
        if store.rows[Int(row)].line == 0 {
            store[row].line = wakes.add(wake, from: stage, to: next)
        } else {
            wakes.add(wake)
        }
    }

    /// Whether there are enough older tickets that might do for a match at a stage.
    private mutating func isPromising(
        _ row: UInt32, _ stage: Int, _ now: Int64, _ tickets: borrowing TicketTable
    ) -> Bool {
        let asks = plan.stages[stage].asks
        guard store.rows[Int(row)].predicates & asks == asks,
            store.isFit(row, plan.stages[stage].pair)
        else { return false }
        let fewest = plan.stages[stage].minPlayers
        for place in 0..<Int(store.rows[Int(row)].groups) {
            let group = Int(store.group(place, of: row))
            guard index.groups[group].players >= fewest else { continue }
            work.place = neighbourhood(of: row, stage: stage, group: group, at: now)
            work.place.enqueuedUntil = store.rows[Int(row)].enqueuedAt
            guard suits(index.item(row, in: group, store)) else { continue }
            guard index.groups[group].isDivided else {
                _ = gather(limit: fewest, scan: .max, hasElders: false, tickets)
                if isEnough() { return true }
                continue
            }
            work.enough = fewest - Int(store.rows[Int(row)].size)
            defer { work.enough = .max }
            if gather(limit: fewest, scan: 4 * fewest + 64, hasElders: false, tickets) { return true }
            if work.players + Int(store.rows[Int(row)].size) >= fewest { return true }
        }
        return false
    }

    /// A ticket came that is older than some who are here: they may have gone to sleep without knowing of it.
    mutating func wakeYounger(than row: UInt32, at now: Int64) {
        guard !plan.goesByOldest, plan.stages.count > 1 else { return }
        var left = Self.mostToWake
        for place in 0..<Int(store.rows[Int(row)].groups) {
            let group = Int(store.group(place, of: row))
            wakeYounger(than: row, in: index.groups[group].first.runs, at: now, &left)
            var next = index.groups[group].first.next
            while next != TicketIndex.none {
                wakeYounger(than: row, in: index.strata[Int(next)].runs, at: now, &left)
                next = index.strata[Int(next)].next
            }
        }
        if left == 0 { store[row].looksAgain = true }
    }

    private static let mostToWake = 1_000

    private mutating func wakeYounger(than row: UInt32, in runs: SortedRuns, at now: Int64, _ left: inout Int) {
        var radius = plan.radii.max() ?? .infinity
        if case .number(_, .nearestFirst) = plan.order {} else { radius = .infinity }
        let key = store.rows[Int(row)].key
        var at = runs.lowerBound(SortedRuns.Item(key: key - radius, row: 0))
        while left > 0, let item = runs[at], item.key <= key + radius {
            left -= 1
            at = runs.next(at)
            let younger = store.rows[Int(item.row)]
            guard younger.enqueuedAt > store.rows[Int(row)].enqueuedAt else { continue }
            let stage = plan.stage(at: now - younger.enqueuedAt)
            guard stage + 1 < plan.stages.count, younger.nextStage == 0 || Int(younger.nextStage) > stage + 1 else {
                continue
            }
            store[item.row].nextStage = UInt16(stage + 1)
            wakes.add(
                WakeTimes.Wake(
                    at: younger.enqueuedAt + plan.stages[stage + 1].age, row: item.row,
                    generation: store.rows[Int(item.row)].generation))
        }
    }
}
