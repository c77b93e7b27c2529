extension ModePool {
    /// A match of several tickets: first of the few best candidates of each kind, then of more.
    mutating func team(_ tickets: borrowing TicketTable) -> Found? {
        let most = plan.stages[work.place.stage].maxPlayers
        for isLast in [false, true] {
            let limit = isLast ? CandidateSet.capacity : most + 8
            let isTruncated = gather(
                limit: limit, scan: isLast ? 4096 : 4 * most + 64, hasElders: isLast, tickets)
            if isEnough() {
                prepare()
                if tickets.hasBlocks { noteBlocks(tickets) }
                if chooseMembers() { return work.found }
            }
            if work.effort <= 0 { break }
            guard isTruncated else { return nil }
        }
        work.wasCutShort = true
        return nil
    }

    /// A match with a ticket that is to be in it.
    mutating func team(with elder: SearchWork.Elder, _ tickets: borrowing TicketTable) -> Found? {
        let most = plan.stages[work.place.stage].maxPlayers
        let isTruncated = gather(limit: most + 8, scan: 4 * most + 64, hasElders: false, tickets)
        guard isEnough() else {
            if !isTruncated { work.tooFew |= 1 << UInt32(elder.place) }
            return nil
        }
        prepare()
        if tickets.hasBlocks { noteBlocks(tickets) }
        guard let candidate = work.rows.firstIndex(of: elder.row) else { return nil }
        return choose(preferred: candidate, without: .empty) ? work.found : nil
    }

    // MARK: Preparation

    /// Whether the candidates gathered may be enough for a match: also those of them who are near enough to one another,
    /// since two who are both near the anchor may be twice as far apart.
    mutating func isEnough() -> Bool {
        let wanted = plan.stages[work.place.stage].minPlayers - Int(store.rows[Int(work.place.anchor)].size)
        guard work.players >= wanted else { return false }
        guard case .number(let feature, .nearestFirst) = plan.order else { return true }
        let radius = work.place.radius
        if radius.isFinite, work.mostPlayers(within: radius) < wanted { return false }
        for range in plan.stages[work.place.stage].pair.ranges where range.feature != feature {
            for index in work.rows.indices {
                work.stretch[index] = SearchWork.Point(
                    number: store.number(range.feature, of: work.rows[index]),
                    players: Int(store.rows[Int(work.rows[index])].size))
            }
            work.stretch.removeSubrange(work.rows.count...)
            if work.mostPlayers(within: range.radius) < wanted { return false }
        }
        return true
    }

    /// Sets up the choice among the candidates gathered.
    private mutating func prepare() {
        sortCandidates()
        let stage = plan.stages[work.place.stage]
        let count = work.rows.count
        let largest = stage.largestSide
        work.sizes.removeAll(keepingCapacity: true)
        Self.clear(&work.eligible, stage.classes.count)
        Self.clear(&work.ofSize, largest + 1)
        work.differentSizes.removeAll(keepingCapacity: true)
        for index in 0..<count {
            let row = store[work.rows[index]]
            let size = Int(row.size)
            work.sizes.append(size)
            guard size <= largest else { continue }
            if work.ofSize[size].isEmpty { work.differentSizes.append(size) }
            work.ofSize[size].insert(index)
            for number in stage.classes.indices
            where row.predicates & stage.classes[number].asks == stage.classes[number].asks
                && size <= stage.classes[number].largestSide
            {
                work.eligible[number].insert(index)
            }
        }
        work.effort -= count / 4
        work.isCompatibleKnown = .empty
        work.blocked.removeAll(keepingCapacity: true)
        while work.compatible.count < count { work.compatible.append(.empty) }
        work.found = nil
        work.chosen.removeAll(keepingCapacity: true)
        work.rooms.removeAll(keepingCapacity: true)
        work.needs.removeAll(keepingCapacity: true)
        for kind in stage.classes {
            work.rooms.append(kind.maxPlayers)
            work.needs.append(kind.minPlayers)
        }
        work.demands.removeAll(keepingCapacity: true)
        if !stage.demands.isEmpty || plan.goesByOldest { prepareDemands(stage.classes) }
    }

    private static func clear(_ sets: inout [CandidateSet], _ count: Int) {
        sets.removeAll(keepingCapacity: true)
        for _ in 0..<count { sets.append(.empty) }
    }

    // MARK: Choice

    /// So many of those who have waited longest go before all others in a search.
    static let mostPreferred = 4

    /// Chooses a match with whoever has waited very long; else one that is found soon; else with one of the overdue, the oldest
    /// first; else with whom the stage prefers.
    private mutating func chooseMembers() -> Bool {
        var tried = CandidateSet.empty
        if let first = work.rows.first, isElder(first, at: work.place.now) {
            if choose(preferred: 0, without: tried) { return true }
            tried.insert(0)
        }
        if chooseQuickly(without: tried) { return true }
        guard work.isInconclusive, work.effort > 0 else { return false }
        for candidate in overdue where !tried.contains(candidate) && work.effort > 0 {
            if choose(preferred: candidate, without: tried) { return true }
            tried.insert(candidate)
        }
        return chooseMembers(with: nil, without: tried)
    }

    /// Chooses a match with a candidate. That may cost a quarter of the effort that is left, so that one whom nobody suits
    /// doesn't keep the others waiting.
    private mutating func choose(preferred candidate: Int, without tried: CandidateSet) -> Bool {
        let others = work.effort - work.effort / 4
        work.effort -= others
        let isFound = chooseMembers(with: candidate, without: tried)
        if work.effort <= 0 { work.wasCutShort = true }
        work.effort = max(0, work.effort) + others
        return isFound
    }

    /// Chooses the anchor's class, and that of a candidate who is to be in the match, then the other tickets.
    mutating func chooseMembers(with candidate: Int?, without tried: CandidateSet) -> Bool {
        let anchor = store[work.place.anchor]
        let size = Int(anchor.size)
        for sideClass in work.needs.indices {
            let kind = plan.stages[work.place.stage].classes[sideClass]
            guard anchor.predicates & kind.asks == kind.asks, size <= kind.largestSide, size <= work.rooms[sideClass]
            else { continue }
            work.frames.removeAll(keepingCapacity: true)
            for eligible in work.eligible { work.frames.append(eligible.subtracting(tried)) }
            choose(work.place.anchor, size, sideClass, nil)
            if let candidate {
                for itsClass in work.needs.indices
                where work.frames[itsClass].contains(candidate) && suitsNow(candidate, itsClass) {
                    beginFewChoices()
                    if fill(with: candidate, itsClass, 0) { return true }
                    if work.effort <= 0 { break }
                }
            } else if fill(0) {
                return true
            }
            unchoose(nil)
            if work.effort <= 0 { return false }
        }
        return false
    }

    /// Fills classes with candidates, the class with the least to spare first; every class up to its most players, while
    /// there are some.
    private mutating func fill(_ depth: Int) -> Bool {
        guard work.effort > 0, work.choicesLeft > 0 || depth == 0 else { return false }
        let classes = work.needs.count
        while true {
            work.effort -= 1 + classes * work.differentSizes.count / 16
            guard let next = nextClass(depth) else { return false }
            guard let sideClass = next.sideClass else { return seat() }
            var spare = next.spare
            while let candidate = nextCandidate(depth, sideClass) {
                work.frames[depth * classes + sideClass].remove(candidate)
                if depth == 0 { beginFewChoices() }
                if fill(with: candidate, sideClass, depth) { return true }
                guard work.effort > 0, work.choicesLeft > 0 || depth == 0 else { return false }
                spare -= work.sizes[candidate]
                if spare < 0 { return false }
            }
            // Nobody else for this class.
            if work.needs[sideClass] > 0 { return false }
            work.frames[depth * classes + sideClass] = .empty
        }
    }

    /// The same, with a candidate in a class.
    private mutating func fill(with candidate: Int, _ sideClass: Int, _ depth: Int) -> Bool {
        let classes = work.needs.count
        learnCompatible(candidate)
        let compatible = work.compatible[candidate]
        while work.frames.count < (depth + 2) * classes { work.frames.append(.empty) }
        for other in 0..<classes {
            work.frames[(depth + 1) * classes + other] = work.frames[depth * classes + other].intersection(compatible)
        }
        choose(work.rows[candidate], work.sizes[candidate], sideClass, candidate)
        if fill(depth + 1) { return true }
        unchoose(candidate)
        return false
    }

    /// The class to go on with, and how many players more than needed there are for it; no class when all are filled as far
    /// as can be. `nil` when some class can't get what it needs.
    private func nextClass(_ depth: Int) -> (sideClass: Int?, spare: Int)? {
        let classes = work.needs.count
        var best: (sideClass: Int?, spare: Int) = (nil, 0)
        var isNeeded = false
        for sideClass in 0..<classes {
            let room = work.rooms[sideClass]
            guard room > 0 else { continue }
            let frame = work.frames[depth * classes + sideClass]
            var available = 0
            var sizes: UInt64 = 0
            if !frame.isEmpty {
                for size in work.differentSizes where size <= room {
                    let count = frame.intersection(work.ofSize[size]).count
                    guard count > 0 else { continue }
                    available += count * size
                    sizes |= 1 << UInt64(min(size, 63))
                }
            }
            let need = work.needs[sideClass]
            if need > 0 {
                guard available >= need, Self.canMake(need, room, of: sizes) else { return nil }
                if !isNeeded || available - need < best.spare { best = (sideClass, available - need) }
                isNeeded = true
            } else if !isNeeded, best.sideClass == nil, available > 0 {
                best = (sideClass, .max)
            }
        }
        return demandsCanBeMet(depth, classes) ? best : nil
    }

    /// Whether tickets of some sizes can add up to a number of players from the one to the other.
    static func canMake(_ least: Int, _ most: Int, of sizes: UInt64) -> Bool {
        guard most < 64, sizes & 2 == 0 else { return true }
        var sums: UInt64 = 1
        var left = sizes
        while left != 0 {
            let size = left.trailingZeroBitCount
            left &= left - 1
            var step = size
            while step <= most {
                sums |= sums << UInt64(step)
                step *= 2
            }
        }
        let wanted = (UInt64.max << UInt64(least)) & (most == 63 ? .max : (1 << UInt64(most + 1)) - 1)
        return sums & wanted != 0
    }

    // MARK: Pairs

    /// With which other candidates one may be.
    private mutating func learnCompatible(_ candidate: Int) {
        guard !work.isCompatibleKnown.contains(candidate) else { return }
        work.isCompatibleKnown.insert(candidate)
        let row = work.rows[candidate]
        let conditions = plan.stages[work.place.stage].pair
        var compatible = CandidateSet.empty
        for index in work.rows.indices where index != candidate && store.areFit(row, work.rows[index], conditions) {
            compatible.insert(index)
        }
        if !work.blocked.isEmpty { compatible = compatible.subtracting(work.blocked[candidate]) }
        work.effort -= work.rows.count / 16
        work.compatible[candidate] = compatible
    }

    /// Notes which candidates must not meet.
    private mutating func noteBlocks(_ tickets: borrowing TicketTable) {
        let count = work.rows.count
        for _ in 0..<count { work.blocked.append(.empty) }
        for one in 0..<count {
            for other in 0..<one
            where tickets.areBlocked(store.rows[Int(work.rows[one])].ticket, store.rows[Int(work.rows[other])].ticket) {
                work.blocked[one].insert(other)
                work.blocked[other].insert(one)
            }
        }
        work.effort -= count * count / 32
    }
}
