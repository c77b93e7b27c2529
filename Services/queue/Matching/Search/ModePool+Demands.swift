/// How many players of a match, or of a side, something must be true of.
extension ModePool {
    /// Notes what the stage demands.
    mutating func prepareDemands(_ classes: [StagePlan.SideClass]) {
        for demand in plan.stages[work.place.stage].demands {
            var candidates = CandidateSet.empty
            for (index, row) in work.rows.enumerated() where store.rows[Int(row)].predicates & demand.predicate != 0 {
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
        if plan.goesByOldest, work.place.stage > 0 {
            // Somebody must have come so far; else it is a match of an earlier stage.
            let arrived = work.place.now - plan.stages[work.place.stage].age
            var candidates = CandidateSet.empty
            for (index, row) in work.rows.enumerated() where store.rows[Int(row)].enqueuedAt <= arrived {
                candidates.insert(index)
            }
            let isAnchor = store.rows[Int(work.place.anchor)].enqueuedAt <= arrived
            work.demands.append(
                SearchWork.Demand(
                    candidates: candidates, predicate: 0, least: isAnchor ? 0 : 1, most: 1000, sideClass: nil))
        }
    }

    /// Whether those who may still be chosen are enough for each demand.
    func demandsCanBeMet(_ depth: Int, _ classes: Int) -> Bool {
        for demand in work.demands where demand.possible < demand.least {
            var available = 0
            for sideClass in 0..<classes where demand.sideClass ?? sideClass == sideClass {
                let frame = work.frames[depth * classes + sideClass].intersection(demand.candidates)
                for size in work.differentSizes { available += size * frame.intersection(work.ofSize[size]).count }
            }
            if demand.possible + available < demand.least { return false }
        }
        return true
    }

    /// The next candidate of a class that leaves every demand possible.
    func nextCandidate(_ depth: Int, _ sideClass: Int) -> Int? {
        let frame = work.frames[depth * work.needs.count + sideClass]
        var next = frame.first(from: 0)
        while let candidate = next {
            if suitsNow(candidate, sideClass) { return candidate }
            next = frame.first(from: candidate + 1)
        }
        return nil
    }

    /// Whether a class has room for a candidate, who leaves every demand possible.
    func suitsNow(_ candidate: Int, _ sideClass: Int) -> Bool {
        work.sizes[candidate] <= work.rooms[sideClass] && meetsDemands(candidate, sideClass)
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

    mutating func choose(_ row: UInt32, _ size: Int, _ sideClass: Int, _ candidate: Int?) {
        work.chosen.append(SearchWork.Choice(row: row, size: size, sideClass: sideClass))
        work.rooms[sideClass] -= size
        work.needs[sideClass] -= size
        note(row, size, sideClass, candidate, 1)
    }

    mutating func unchoose(_ candidate: Int?) {
        let choice = work.chosen.removeLast()
        work.rooms[choice.sideClass] += choice.size
        work.needs[choice.sideClass] += choice.size
        note(choice.row, choice.size, choice.sideClass, candidate, -1)
    }

    private mutating func note(_ row: UInt32, _ size: Int, _ sideClass: Int, _ candidate: Int?, _ sign: Int) {
        for index in work.demands.indices where work.demands[index].sideClass ?? sideClass == sideClass {
            let isTrue =
                candidate.map { work.demands[index].candidates.contains($0) }
                ?? (store.rows[Int(row)].predicates & work.demands[index].predicate != 0)
            guard isTrue else { continue }
            work.demands[index].possible += sign * size
            work.demands[index].certain += sign
        }
    }
}
