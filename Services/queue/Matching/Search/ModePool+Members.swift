extension ModePool {
    /// A match of several tickets: first of the few best candidates of each kind, then of more.
    mutating func team(_ place: Neighbourhood, _ tickets: borrowing TicketTable) -> Found? {
        let most = plan.stages[place.stage].maxPlayers
        for (limit, scan) in [(most + 8, 4 * most + 64), (CandidateSet.capacity, 4096)] {
            let isTruncated = gather(place, limit: limit, scan: scan, tickets)
            if isEnough(place) {
                prepare(place)
                if chooseMembers(place, tickets) { return work.found }
            }
            if work.effort <= 0 { break }
            guard isTruncated else { return nil }
        }
        work.wasCutShort = true
        return nil
    }

    // MARK: Preparation

    /// Whether the candidates gathered may be enough for a match.
    private func isEnough(_ place: Neighbourhood) -> Bool {
        work.players + Int(store[place.anchor].size) >= plan.stages[place.stage].minPlayers
    }

    /// Sets up the choice among the candidates gathered.
    private mutating func prepare(_ place: Neighbourhood) {
        sortCandidates(place)
        let stage = plan.stages[place.stage]
        let count = work.rows.count
        let largest = stage.largestSide
        work.sizes.removeAll(keepingCapacity: true)
        Self.clear(&work.eligible, stage.classes.count)
        Self.clear(&work.ofSize, largest + 1)
        for index in 0..<count {
            let row = store[work.rows[index]]
            let size = Int(row.size)
            work.sizes.append(size)
            guard size <= largest else { continue }
            work.ofSize[size].insert(index)
            for number in stage.classes.indices
            where row.predicates & stage.classes[number].asks == stage.classes[number].asks
                && size <= stage.classes[number].largestSide
            {
                work.eligible[number].insert(index)
            }
        }
        work.isCompatibleKnown = .empty
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
        if !stage.demands.isEmpty || plan.goesByOldest { prepareDemands(place, stage.classes) }
    }

    private static func clear(_ sets: inout [CandidateSet], _ count: Int) {
        sets.removeAll(keepingCapacity: true)
        for _ in 0..<count { sets.append(.empty) }
    }

    private mutating func prepareDemands(_ place: Neighbourhood, _ classes: [StagePlan.SideClass]) {
        for demand in plan.stages[place.stage].demands {
            var candidates = CandidateSet.empty
            for (index, row) in work.rows.enumerated() where store[row].predicates & demand.predicate != 0 {
                candidates.insert(index)
            }
            func add(_ sideClass: Int?, _ sides: Int) {
                work.demands.append(
                    SearchWork.Demand(
                        candidates: candidates, predicate: demand.predicate,
                        least: Int(max(0, min(1000, demand.bounds.least)) * Double(sides)),
                        most: Int(max(0, min(1000, demand.bounds.most)) * Double(sides)), sideClass: sideClass))
            }
            guard let sides = demand.sides else {
                add(nil, 1)
                continue
            }
            for (number, kind) in classes.enumerated() where kind.sides.allSatisfy(sides.contains) {
                add(number, kind.sides.count)
            }
        }
        if plan.goesByOldest, place.stage > 0 {
            // Somebody must have come so far; else it is a match of an earlier stage.
            let arrived = place.now - plan.stages[place.stage].age
            var candidates = CandidateSet.empty
            for (index, row) in work.rows.enumerated() where store[row].enqueuedAt <= arrived {
                candidates.insert(index)
            }
            let isAnchor = store[place.anchor].enqueuedAt <= arrived
            work.demands.append(
                SearchWork.Demand(
                    candidates: candidates, predicate: 0, least: isAnchor ? 0 : 1, most: 1000, sideClass: nil))
        }
    }

    // MARK: Choice

    /// Chooses the anchor's class, then the other tickets.
    private mutating func chooseMembers(_ place: Neighbourhood, _ tickets: borrowing TicketTable) -> Bool {
        let anchor = store[place.anchor]
        let size = Int(anchor.size)
        let classes = plan.stages[place.stage].classes.count
        for sideClass in 0..<classes {
            let kind = plan.stages[place.stage].classes[sideClass]
            guard anchor.predicates & kind.asks == kind.asks, size <= kind.largestSide, size <= work.rooms[sideClass]
            else { continue }
            work.frames.removeAll(keepingCapacity: true)
            work.frames += work.eligible
            choose(place.anchor, size, sideClass, nil)
            if fill(0, place, tickets) { return true }
            unchoose(nil)
            if work.effort <= 0 { return false }
        }
        return false
    }

    /// Fills classes with candidates, the class with the least to spare first; every class up to its most players, while
    /// there are some.
    private mutating func fill(_ depth: Int, _ place: Neighbourhood, _ tickets: borrowing TicketTable) -> Bool {
        work.effort -= 1
        guard work.effort > 0 else { return false }
        let classes = work.needs.count
        while true {
            guard let next = nextClass(depth, place) else { return false }
            guard let sideClass = next.sideClass else { return seat(place) }
            var spare = next.spare
            while let candidate = nextCandidate(depth, sideClass) {
                let size = work.sizes[candidate]
                work.frames[depth * classes + sideClass].remove(candidate)
                learnCompatible(candidate, place, tickets)
                let compatible = work.compatible[candidate]
                while work.frames.count < (depth + 2) * classes { work.frames.append(.empty) }
                for other in 0..<classes {
                    work.frames[(depth + 1) * classes + other] = work.frames[depth * classes + other].intersection(
                        compatible)
                }
                choose(work.rows[candidate], size, sideClass, candidate)
                if fill(depth + 1, place, tickets) { return true }
                unchoose(candidate)
                guard work.effort > 0 else { return false }
                spare -= size
                if spare < 0 { return false }
            }
            // Nobody else for this class.
            if work.needs[sideClass] > 0 { return false }
            work.frames[depth * classes + sideClass] = .empty
        }
    }

    /// The class to go on with, and how many players more than needed there are for it; no class when all are filled as far
    /// as can be. `nil` when some class can't get what it needs.
    private func nextClass(_ depth: Int, _ place: Neighbourhood) -> (sideClass: Int?, spare: Int)? {
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
                for size in 1...max(1, min(room, work.ofSize.count - 1)) {
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

    // MARK: Demands

    private func demandsCanBeMet(_ depth: Int, _ classes: Int) -> Bool {
        for demand in work.demands where demand.possible < demand.least {
            var available = 0
            for sideClass in 0..<classes where demand.sideClass ?? sideClass == sideClass {
                let frame = work.frames[depth * classes + sideClass].intersection(demand.candidates)
                for size in 1..<work.ofSize.count { available += size * frame.intersection(work.ofSize[size]).count }
            }
            if demand.possible + available < demand.least { return false }
        }
        return true
    }

    /// The next candidate of a class that leaves every demand possible.
    private func nextCandidate(_ depth: Int, _ sideClass: Int) -> Int? {
        let frame = work.frames[depth * work.needs.count + sideClass]
        let room = work.rooms[sideClass]
        var next = frame.first(from: 0)
        while let candidate = next {
            if work.sizes[candidate] <= room, meetsDemands(candidate, sideClass) { return candidate }
            next = frame.first(from: candidate + 1)
        }
        return nil
    }

    private func meetsDemands(_ candidate: Int, _ sideClass: Int) -> Bool {
        let size = work.sizes[candidate]
        for demand in work.demands where demand.sideClass ?? sideClass == sideClass {
            if demand.candidates.contains(candidate) {
                if demand.certain + 1 > demand.most { return false }
            } else {
                let room = demand.sideClass.map { work.rooms[$0] } ?? work.rooms.reduce(0, +)
                if room - size < demand.least - demand.possible { return false }
            }
        }
        return true
    }

    private mutating func choose(_ row: UInt32, _ size: Int, _ sideClass: Int, _ candidate: Int?) {
        work.chosen.append(SearchWork.Choice(row: row, size: size, sideClass: sideClass))
        work.rooms[sideClass] -= size
        work.needs[sideClass] -= size
        note(row, size, sideClass, candidate, 1)
    }

    private mutating func unchoose(_ candidate: Int?) {
        let choice = work.chosen.removeLast()
        work.rooms[choice.sideClass] += choice.size
        work.needs[choice.sideClass] += choice.size
        note(choice.row, choice.size, choice.sideClass, candidate, -1)
    }

    private mutating func note(_ row: UInt32, _ size: Int, _ sideClass: Int, _ candidate: Int?, _ sign: Int) {
        for index in work.demands.indices where work.demands[index].sideClass ?? sideClass == sideClass {
            let isTrue =
                candidate.map { work.demands[index].candidates.contains($0) }
                ?? (store[row].predicates & work.demands[index].predicate != 0)
            guard isTrue else { continue }
            work.demands[index].possible += sign * size
            work.demands[index].certain += sign
        }
    }

    // MARK: Pairs

    /// With which other candidates one may be.
    private mutating func learnCompatible(_ candidate: Int, _ place: Neighbourhood, _ tickets: borrowing TicketTable) {
        guard !work.isCompatibleKnown.contains(candidate) else { return }
        work.isCompatibleKnown.insert(candidate)
        let row = work.rows[candidate]
        let ticket = store[row].ticket
        var compatible = CandidateSet.empty
        for (index, other) in work.rows.enumerated() where index != candidate {
            if plan.stages[place.stage].pair.hold(row, other, in: store),
                !tickets.areBlocked(ticket, store[other].ticket)
            {
                compatible.insert(index)
            }
        }
        work.effort -= work.rows.count / 16
        work.compatible[candidate] = compatible
    }
}
