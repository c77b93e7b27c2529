extension ModePool {
    /// Puts the chosen tickets on sides so that all rules hold, the sides as even as can be. True, with the match noted, when
    /// there is a way.
    mutating func seat(_ place: Neighbourhood) -> Bool {
        let chosen = work.chosen.map(\.row)
        let stage = stage(of: chosen, at: place.now)
        work.effort -= chosen.count
        prepareSeats(place, stage)
        let isIndifferent = !plan.stages[stage].looksAtSides && plan.stages[stage].balance == nil
        work.seating.mostLeaves = isIndifferent ? 1 : Self.mostSeatings
        trySeats(0)
        if work.seating.leaves >= work.seating.mostLeaves, !isIndifferent { exchange() }
        for seating in work.seating.best {
            if judge(seating.sides, stage) { return true }
            guard plan.stages[stage].looksAtSides, work.effort > 0 else { return false }
        }
        guard work.seating.leaves > SeatWork.mostBest else { return false }
        return judgeEach(0, stage)
    }

    private static let mostSeatings = 2_000

    private mutating func prepareSeats(_ place: Neighbourhood, _ stage: Int) {
        let balance = plan.stages[stage].balance
        let classes = plan.stages[place.stage].classes
        work.seating.units.removeAll(keepingCapacity: true)
        for choice in work.chosen {
            work.seating.units.append(
                SeatWork.Unit(
                    row: choice.row, size: choice.size, sideClass: choice.sideClass,
                    number: balance.map { store.number($0.feature, of: choice.row) } ?? 0,
                    enqueuedAt: store[choice.row].enqueuedAt))
        }
        // The large ones first, while there is room for them; of those alike the strong ones, which weigh most; then the old.
        work.seating.units.sort { one, other in
            (-one.size, -one.number, one.enqueuedAt, one.row) < (
                -other.size, -other.number, other.enqueuedAt, other.row
            )
        }
        let sides = plan.stages[stage].sides
        work.seating.sides = Array(repeating: 0, count: work.seating.units.count)
        work.seating.players = Array(repeating: 0, count: sides.count)
        work.seating.sums = Array(repeating: 0, count: sides.count)
        work.seating.bounds = sides
        work.seating.sidesOfClass = classes.map(\.sides)
        work.seating.unseated = Array(repeating: 0, count: classes.count)
        for unit in work.seating.units { work.seating.unseated[unit.sideClass] += unit.size }
        work.seating.missing = classes.map { kind in kind.sides.reduce(0) { $0 + sides[$1].minPlayers } }
        work.seating.best.removeAll(keepingCapacity: true)
        work.seating.isSum = balance?.isSum ?? false
        work.seating.sidesAreAlike = !plan.stages[stage].namesSides
        work.seating.leaves = 0
    }

    /// Goes through the ways to seat, the most even first, and notes the best.
    private mutating func trySeats(_ unit: Int) {
        guard unit < work.seating.units.count else {
            work.seating.leaves += 1
            if sidesMeetDemands() { work.seating.note(work.seating.seating) }
            return
        }
        for side in openSides(for: unit) {
            work.seating.place(unit, on: side)
            trySeats(unit + 1)
            work.seating.lift(unit)
            if work.seating.leaves >= work.seating.mostLeaves { return }
        }
    }

    /// The sides on which a unit may sit, the emptiest first, then the weakest.
    private mutating func openSides(for unit: Int) -> [Int] {
        work.effort -= 1
        let seating = work.seating
        let size = seating.units[unit].size
        let kind = seating.units[unit].sideClass
        var open: [Int] = []
        var hasEmpty: [StagePlan.Side] = []
        for side in seating.sidesOfClass[kind] {
            let bounds = seating.bounds[side]
            guard seating.players[side] + size <= bounds.maxPlayers else { continue }
            // The others must still be able to get what they need.
            let gain = min(size, max(0, bounds.minPlayers - seating.players[side]))
            guard seating.unseated[kind] - size >= seating.missing[kind] - gain else { continue }
            if seating.players[side] == 0, seating.sidesAreAlike {
                // One empty side is as good as another.
                if hasEmpty.contains(bounds) { continue }
                hasEmpty.append(bounds)
            }
            open.append(side)
        }
        if open.count > 1 {
            open.sort { one, other in
                (seating.fill(of: one), seating.sums[one], one) < (seating.fill(of: other), seating.sums[other], other)
            }
        }
        return open
    }

    private func sidesMeetDemands() -> Bool {
        guard work.seating.unseated.allSatisfy({ $0 == 0 }), work.seating.missing.allSatisfy({ $0 == 0 }) else {
            return false
        }
        return true
    }

    /// When not every way was tried: exchanges units alike in size between the strongest and the weakest side of the best
    /// way, as long as that brings them nearer.
    private mutating func exchange() {
        guard var best = work.seating.best.first else { return }
        for (unit, side) in best.sides.enumerated() { work.seating.place(unit, on: side) }
        for _ in 0..<best.sides.count {
            guard let pair = bestExchange() else { break }
            let sides = (work.seating.sides[pair.0], work.seating.sides[pair.1])
            work.seating.lift(pair.0)
            work.seating.lift(pair.1)
            work.seating.place(pair.0, on: sides.1)
            work.seating.place(pair.1, on: sides.0)
        }
        best = work.seating.seating
        for unit in work.seating.units.indices { work.seating.lift(unit) }
        if let first = work.seating.best.first, SeatWork.Seating.isBetter(best, than: first) {
            work.seating.note(best)
        }
    }

    private mutating func bestExchange() -> (Int, Int)? {
        let seating = work.seating
        let sides = seating.players.indices
        guard let strong = sides.max(by: { seating.value(of: $0) < seating.value(of: $1) }),
            let weak = sides.min(by: { seating.value(of: $0) < seating.value(of: $1) })
        else { return nil }
        var gap = seating.value(of: strong) - seating.value(of: weak)
        let weights = seating.isSum ? (1.0, 1.0) : (Double(seating.players[strong]), Double(seating.players[weak]))
        var found: (Int, Int)?
        for (left, unit) in seating.units.enumerated() where seating.sides[left] == strong {
            for (right, other) in seating.units.enumerated()
            where seating.sides[right] == weak && other.size == unit.size && other.sideClass == unit.sideClass {
                work.effort -= 1
                let moved = (unit.number - other.number) * Double(unit.size)
                let now = abs(
                    seating.value(of: strong) - moved / weights.0 - seating.value(of: weak) - moved / weights.1)
                if now < gap {
                    gap = now
                    found = (left, right)
                }
            }
        }
        return found
    }

    // MARK: Judging

    /// When rules look at sides and the most even ways don't do: any way that does.
    private mutating func judgeEach(_ unit: Int, _ stage: Int) -> Bool {
        guard unit < work.seating.units.count else {
            return sidesMeetDemands() && judge(work.seating.sides, stage)
        }
        for side in openSides(for: unit) {
            work.seating.place(unit, on: side)
            let isFound = judgeEach(unit + 1, stage)
            work.seating.lift(unit)
            if isFound { return true }
            guard work.effort > 0 else { return false }
        }
        return false
    }

    /// Whether all rules hold when units sit so; if so, the match is noted.
    private mutating func judge(_ sides: [Int], _ stage: Int) -> Bool {
        work.effort -= Self.effortOfJudging
        work.lineup.clear()
        for side in plan.stages[stage].sides.indices {
            let start = work.lineup.rows.count
            for (unit, seat) in sides.enumerated() where seat == side {
                work.lineup.rows.append(work.seating.units[unit].row)
            }
            work.lineup.rows[start...].sort { (store[$0].enqueuedAt, $0) < (store[$1].enqueuedAt, $1) }
            work.lineup.sideEnds.append(work.lineup.rows.count)
        }
        guard let regions = judge.regions(for: work.lineup, under: plan.stages[stage].rules, in: store) else {
            return false
        }
        work.found = work.take(regions)
        return true
    }
}
