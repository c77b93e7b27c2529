extension ModePool {
    /// Puts the chosen tickets on sides so that all rules hold, the sides as even as can be. True, with the match noted, when
    /// there is a way; in a quick search, when it is found soon.
    mutating func seat() -> Bool {
        guard work.isQuick else { return seat(trying: Self.mostSeatings) }
        work.choicesLeft -= 1
        guard seat(trying: Self.fewSeatings) else {
            work.isInconclusive = true
            return false
        }
        guard work.seating.leaves >= Self.fewSeatings else { return true }
        // There is a way, so it pays to look for the most even one.
        let found = work.found
        if !seat(trying: Self.mostSeatings) { work.found = found }
        return true
    }

    private mutating func seat(trying mostLeaves: Int) -> Bool {
        let stage = stageOfChosen(at: work.place.now)
        work.effort -= work.chosen.count
        prepareSeats(stage)
        let looksAtSides = plan.stages[stage].looksAtSides
        let isIndifferent = !looksAtSides && plan.stages[stage].balance == nil
        work.seating.mostLeaves = isIndifferent ? 1 : mostLeaves
        trySeats(0, work.place.stage)
        let isCutShort = work.seating.leaves >= work.seating.mostLeaves || work.effort <= 0
        if isCutShort, !isIndifferent { exchange() }
        for index in work.seating.best.indices {
            for unit in work.seating.units.indices {
                work.seating.sides[unit] = work.seating.side(of: unit, inBest: index)
            }
            if judge(stage) { return true }
            guard looksAtSides, work.effort > 0 else { return false }
        }
        guard work.seating.leaves > SeatWork.mostBest, !work.isQuick else { return false }
        return judgeEach(0, work.place.stage, stage)
    }

    private static let mostSeatings = 2_000
    private static let fewSeatings = 40

    private func stageOfChosen(at now: Int64) -> Int {
        var time = plan.goesByOldest ? Int64.max : Int64.min
        for choice in work.chosen {
            let enqueuedAt = store.rows[Int(choice.row)].enqueuedAt
            time = plan.goesByOldest ? min(time, enqueuedAt) : max(time, enqueuedAt)
        }
        return plan.stage(at: now - time)
    }

    private mutating func prepareSeats(_ stage: Int) {
        let balance = plan.stages[stage].balance
        work.seating.begin()
        for choice in work.chosen {
            let unit = SeatWork.Unit(
                row: choice.row, size: choice.size, sideClass: choice.sideClass,
                number: balance.map { store.number($0.feature, of: choice.row) } ?? 0,
                enqueuedAt: store.rows[Int(choice.row)].enqueuedAt)
            work.seating.units.append(unit)
            work.seating.sides.append(0)
        }
        // The large ones first, while there is room for them; of those alike the strong ones, which weigh most; then the old.
        work.seating.units.sort { one, other in
            (-one.size, -one.number, one.enqueuedAt, one.row) < (
                -other.size, -other.number, other.enqueuedAt, other.row
            )
        }
        work.seating.bounds = plan.stages[stage].sides
        for _ in work.seating.bounds {
            work.seating.players.append(0)
            work.seating.sums.append(0)
        }
        for kind in plan.stages[work.place.stage].classes {
            work.seating.unseated.append(0)
            work.seating.missing.append(kind.sides.reduce(0) { $0 + work.seating.bounds[$1].minPlayers })
        }
        for choice in work.chosen { work.seating.unseated[choice.sideClass] += choice.size }
        work.seating.isSum = balance?.isSum ?? false
        work.seating.learnLaterSums()
        work.seating.sidesAreAlike = !plan.stages[stage].namesSides
    }

    /// Goes through the ways to seat, the most even first, and notes the best.
    private mutating func trySeats(_ unit: Int, _ classes: Int) {
        guard unit < work.seating.units.count else {
            work.seating.leaves += 1
            if isSeated { work.seating.note() }
            return
        }
        let start = work.seating.open.count
        pushOpenSides(for: unit, classes)
        for index in start..<work.seating.open.count {
            work.seating.place(unit, on: work.seating.open[index])
            trySeats(unit + 1, classes)
            work.seating.lift(unit)
            if work.seating.leaves >= work.seating.mostLeaves || work.effort <= 0 { break }
        }
        work.seating.open.removeSubrange(start...)
    }

    /// Notes the sides on which a unit may sit, the best first.
    private mutating func pushOpenSides(for unit: Int, _ classes: Int) {
        work.effort -= 1
        let start = work.seating.open.count
        let size = work.seating.units[unit].size
        let kind = work.seating.units[unit].sideClass
        for side in plan.stages[classes].classes[kind].sides {
            let bounds = work.seating.bounds[side]
            let players = work.seating.players[side]
            guard players + size <= bounds.maxPlayers else { continue }
            // The others must still be able to get what they need.
            let gain = min(size, max(0, bounds.minPlayers - players))
            guard work.seating.unseated[kind] - size >= work.seating.missing[kind] - gain else { continue }
            guard work.seating.canFill(side, with: unit) else { continue }
            if players == 0, work.seating.sidesAreAlike, isLikeAnother(side, from: start) { continue }
            var place = work.seating.open.count
            work.seating.open.append(side)
            while place > start, work.seating.goesBefore(side, work.seating.open[place - 1]) {
                work.seating.open[place] = work.seating.open[place - 1]
                place -= 1
            }
            work.seating.open[place] = side
        }
    }

    /// One empty side is as good as another.
    private func isLikeAnother(_ side: Int, from start: Int) -> Bool {
        for index in start..<work.seating.open.count {
            let other = work.seating.open[index]
            if work.seating.players[other] == 0, work.seating.bounds[other] == work.seating.bounds[side] { return true }
        }
        return false
    }

    private var isSeated: Bool {
        for kind in work.seating.missing.indices
        where work.seating.missing[kind] > 0 || work.seating.unseated[kind] > 0 {
            return false
        }
        return true
    }

    /// When not every way was tried: exchanges units alike in size between the strongest and the weakest side of the best
    /// way, as long as that brings them nearer.
    private mutating func exchange() {
        guard !work.seating.best.isEmpty else { return }
        for unit in work.seating.units.indices {
            work.seating.place(unit, on: work.seating.side(of: unit, inBest: 0))
        }
        for _ in work.seating.units.indices {
            guard let pair = bestExchange() else { break }
            let sides = (work.seating.sides[pair.0], work.seating.sides[pair.1])
            work.seating.lift(pair.0)
            work.seating.lift(pair.1)
            work.seating.place(pair.0, on: sides.1)
            work.seating.place(pair.1, on: sides.0)
        }
        work.seating.note()
        for unit in work.seating.units.indices { work.seating.lift(unit) }
    }

    private mutating func bestExchange() -> (Int, Int)? {
        var strong = 0
        var weak = 0
        for side in work.seating.players.indices {
            if work.seating.value(of: side) > work.seating.value(of: strong) { strong = side }
            if work.seating.value(of: side) < work.seating.value(of: weak) { weak = side }
        }
        let distance = work.seating.value(of: strong) - work.seating.value(of: weak)
        let isSum = work.seating.isSum
        let weights = isSum ? (1.0, 1.0) : (Double(work.seating.players[strong]), Double(work.seating.players[weak]))
        var gap = distance
        var found: (Int, Int)?
        for left in work.seating.units.indices where work.seating.sides[left] == strong {
            let unit = work.seating.units[left]
            work.effort -= 1 + work.seating.units.count / 32
            for right in work.seating.units.indices where work.seating.sides[right] == weak {
                let other = work.seating.units[right]
                guard other.size == unit.size, other.sideClass == unit.sideClass else { continue }
                let moved = (unit.number - other.number) * Double(unit.size)
                let then = abs(distance - moved / weights.0 - moved / weights.1)
                if then < gap {
                    gap = then
                    found = (left, right)
                }
            }
        }
        return found
    }

    // MARK: Judging

    /// When rules look at sides and the most even ways don't do: any way that does.
    private mutating func judgeEach(_ unit: Int, _ classes: Int, _ stage: Int) -> Bool {
        guard unit < work.seating.units.count else { return isSeated && judge(stage) }
        let start = work.seating.open.count
        pushOpenSides(for: unit, classes)
        defer { work.seating.open.removeSubrange(start...) }
        for index in start..<work.seating.open.count {
            work.seating.place(unit, on: work.seating.open[index])
            let isFound = judgeEach(unit + 1, classes, stage)
            work.seating.lift(unit)
            if isFound { return true }
            guard work.effort > 0 else { return false }
        }
        return false
    }

    /// Whether all rules hold when units sit as they do; if so, the match is noted.
    private mutating func judge(_ stage: Int) -> Bool {
        work.effort -= Self.effortOfJudging + work.seating.units.count * plan.stages[stage].rules.rules.count / 16
        work.lineup.clear()
        for side in plan.stages[stage].sides.indices {
            let start = work.lineup.rows.count
            for unit in work.seating.units.indices where work.seating.sides[unit] == side {
                // By age within the side.
                let row = work.seating.units[unit].row
                let enqueuedAt = work.seating.units[unit].enqueuedAt
                var place = work.lineup.rows.count
                work.lineup.rows.append(row)
                while place > start,
                    (enqueuedAt, row) < (store[work.lineup.rows[place - 1]].enqueuedAt, work.lineup.rows[place - 1])
                {
                    work.lineup.rows[place] = work.lineup.rows[place - 1]
                    place -= 1
                }
                work.lineup.rows[place] = row
            }
            work.lineup.sideEnds.append(work.lineup.rows.count)
        }
        let rules = plan.stages[stage].rules
        guard let regions = judge.regions(for: work.lineup, under: rules, in: store) else { return false }
        work.found = work.take(regions)
        return true
    }
}
