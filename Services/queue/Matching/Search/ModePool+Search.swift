extension ModePool {
    /// A match around a ticket; `nil` when there is none, or when the search was cut short before it was found.
    ///
    /// A match is at the stage of its newest ticket (or of its oldest, as the rule set says). So a ticket that has just come
    /// may begin something at any stage up to its own, together with those who have come so far themselves; and one whose
    /// rules have widened only at its new stage.
    mutating func match(around anchor: Anchor, at now: Int64, _ tickets: borrowing TicketTable) -> Found? {
        let row = anchor.row
        let own = plan.stage(at: now - store.rows[Int(row)].enqueuedAt)
        let last = plan.stages.count - 1
        let stages = !anchor.hasArrived ? own...own : plan.goesByOldest ? own...last : 0...own
        for step in 0..<stages.count {
            // Where the oldest decides, the widest rules are for those who have waited longest, who go first.
            let stage = plan.goesByOldest ? stages.upperBound - step : stages.lowerBound + step
            guard store.rows[Int(row)].predicates & plan.stages[stage].asks == plan.stages[stage].asks,
                store.isFit(row, plan.stages[stage].pair)
            else { continue }
            if let found = matchWithElder(around: row, stage, at: now, tickets) { return found }
            for place in 0..<Int(store.rows[Int(row)].groups)
            where work.tooFew & (1 << UInt32(place)) == 0 && enter(place, of: row, stage, at: now) {
                if let found = plan.isDuel ? opponent(tickets) : team(tickets) { return found }
                if work.effort <= 0 { return nil }
            }
        }
        return nil
    }

    /// Goes to one of an anchor's groups; false when there can't be a match at the stage.
    private mutating func enter(_ place: Int, of row: UInt32, _ stage: Int, at now: Int64) -> Bool {
        let group = Int(store.group(place, of: row))
        guard index.groups[group].players >= plan.stages[stage].minPlayers else { return false }
        work.place = neighbourhood(of: row, stage: stage, group: group, at: now)
        return suits(index.item(row, in: group, store))
    }

    /// Groups are tried as they are best for the anchor. So whoever would be matched in another one goes first when he has
    /// waited very long and is the oldest there.
    private mutating func matchWithElder(
        around row: UInt32, _ stage: Int, at now: Int64, _ tickets: borrowing TicketTable
    ) -> Found? {
        work.tooFew = 0
        guard store.rows[Int(row)].groups > 1 else { return nil }
        work.elders.removeAll(keepingCapacity: true)
        for place in 0..<Int(store.rows[Int(row)].groups) {
            let group = Int(store.group(place, of: row))
            guard let elder = index.oldest(in: group), elder.row != row,
                elder.enqueuedAt <= now - Self.elderPatience * plan.patience,
                enter(place, of: row, stage, at: now), admits(index.item(elder.row, in: group, store)),
                !tickets.areBlocked(work.place.ticket, store.rows[Int(elder.row)].ticket)
            else { continue }
            work.elders.append(SearchWork.Elder(enqueuedAt: elder.enqueuedAt, row: elder.row, place: place))
        }
        if work.elders.count > 1 { work.elders.sort() }
        for elder in work.elders where enter(elder.place, of: row, stage, at: now) {
            if plan.isDuel {
                if let found = duel(row, elder.row, now) { return found }
            } else if let found = team(with: elder, tickets) {
                return found
            }
            if work.effort <= 0 { return nil }
        }
        return nil
    }

    /// Who has waited so many times as long as makes him overdue goes before what is best for an anchor.
    private static let elderPatience: Int64 = 2

    func isElder(_ row: UInt32, at now: Int64) -> Bool {
        store.rows[Int(row)].enqueuedAt <= now - Self.elderPatience * plan.patience
    }

    func neighbourhood(of row: UInt32, stage: Int, group: Int, at now: Int64) -> Neighbourhood {
        var region: UInt32?
        if case .region = plan.pivot { region = index.groups[group].key.pivot }
        var until = Int64.max
        var after = Int64.min
        if plan.goesByOldest {
            if stage + 1 < plan.stages.count { after = now - plan.stages[stage + 1].age }
        } else if stage > 0 {
            until = now - plan.stages[stage].age
        }
        return Neighbourhood(
            anchor: row, ticket: store.rows[Int(row)].ticket, now: now, stage: stage, group: group, region: region,
            enqueuedUntil: until, enqueuedAfter: after, overdueUntil: now - plan.patience,
            asks: plan.stages[stage].asks, maxLatency: plan.pivot.isRegion ? plan.stages[stage].maxLatency : .infinity,
            onlyFastest: plan.pivot.isRegion && plan.stages[stage].onlyFastest, key: store.rows[Int(row)].key,
            radius: plan.radii[stage])
    }

    // MARK: Duels

    /// One opponent. Where any of the first will do, no more are looked at.
    private mutating func opponent(_ tickets: borrowing TicketTable) -> Found? {
        for limit in plan.order == .age ? [1, 32, 256, Self.mostOpponents] : [32, 256, Self.mostOpponents] {
            let isTruncated = gather(
                limit: limit, scan: min(8 * limit, 2 * Self.mostOpponents), hasElders: limit > 1, tickets)
            sortCandidates()
            for row in work.rows {
                work.effort -= Self.effortOfJudging
                if let found = duel(work.place.anchor, row, work.place.now) { return found }
                if work.effort <= 0 { break }
            }
            if work.effort <= 0 { break }
            guard isTruncated else { return nil }
        }
        work.wasCutShort = true
        return nil
    }

    /// More of them wouldn't fit the effort of a search.
    private static let mostOpponents = 4_096

    /// In steps of the search's effort.
    static let effortOfJudging = 4

    /// The older one is on the first side, unless rules want it otherwise.
    mutating func duel(_ anchor: UInt32, _ other: UInt32, _ now: Int64) -> Found? {
        let isOlder = (store.rows[Int(other)].enqueuedAt, other) < (store.rows[Int(anchor)].enqueuedAt, anchor)
        work.lineup.rows = isOlder ? [other, anchor] : [anchor, other]
        work.lineup.sideEnds = Self.duelEnds
        let stage = stage(of: work.lineup.rows, at: now)
        let rules = plan.stages[stage].rules
        if let regions = judge.regions(for: work.lineup, under: rules, in: store) { return work.take(regions) }
        guard plan.stages[stage].namesSides else { return nil }
        work.lineup.rows.swapAt(0, 1)
        return judge.regions(for: work.lineup, under: rules, in: store).map { work.take($0) }
    }

    private static let duelEnds = [1, 2]

    /// The stage of a match of these tickets.
    func stage(of rows: [UInt32], at now: Int64) -> Int {
        var time = plan.goesByOldest ? Int64.max : Int64.min
        for row in rows {
            time =
                plan.goesByOldest
                ? min(time, store.rows[Int(row)].enqueuedAt) : max(time, store.rows[Int(row)].enqueuedAt)
        }
        return plan.stage(at: now - time)
    }
}
