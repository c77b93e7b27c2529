/// Who sits where: what is tried while the chosen tickets are put on sides. Kept between searches for its storage.
struct SeatWork: Sendable {
    struct Unit: Sendable {
        var row: UInt32
        var size: Int
        var sideClass: Int
        /// What is made even, of each of its players.
        var number: Double
        var enqueuedAt: Int64
    }

    /// How uneven one way to seat all is.
    struct Unevenness: Sendable {
        /// How unevenly the sides are filled.
        var fill: Double
        /// How far apart they are in what is made even.
        var number: Double

        func isLess(than other: Unevenness) -> Bool {
            fill < other.fill || (fill == other.fill && number < other.number)
        }
    }

    var units: [Unit] = []
    /// Of each unit, while seating.
    var sides: [Int] = []
    /// Of each side.
    var players: [Int] = []
    var sums: [Double] = []
    var bounds: [StagePlan.Side] = []
    /// Players of each class who have no seat yet, and how many its sides need to be full enough.
    var unseated: [Int] = []
    var missing: [Int] = []
    /// What the players of a unit and those after it may add up to, by class: the classes of each unit side by side, and
    /// last of none. Known only where there are many units, which would otherwise be tried in all their orders.
    private(set) var laterSums: [SumSet] = []
    private static let fewUnits = 12
    /// Sides that are still to be tried, of all units from the first on.
    var open: [Int] = []
    /// The best ways, the best first, and the sides of all units of each.
    private(set) var best: [(unevenness: Unevenness, slot: Int)] = []
    private var bestSides: [Int] = []
    var isSum = false
    /// Sides alike may be exchanged without any rule noticing.
    var sidesAreAlike = true
    var leaves = 0
    var mostLeaves = 0

    static let mostBest = 8

    mutating func begin() {
        units.removeAll(keepingCapacity: true)
        sides.removeAll(keepingCapacity: true)
        players.removeAll(keepingCapacity: true)
        sums.removeAll(keepingCapacity: true)
        unseated.removeAll(keepingCapacity: true)
        missing.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        best.removeAll(keepingCapacity: true)
        leaves = 0
    }

    /// After all units have been noted.
    mutating func learnLaterSums() {
        laterSums.removeAll(keepingCapacity: true)
        guard units.count > Self.fewUnits else { return }
        let classes = missing.count
        for _ in 0..<(units.count + 1) * classes { laterSums.append(SumSet()) }
        for unit in units.indices.reversed() {
            for kind in 0..<classes {
                let after = laterSums[(unit + 1) * classes + kind]
                laterSums[unit * classes + kind] = units[unit].sideClass == kind ? after.with(units[unit].size) : after
            }
        }
    }

    /// Whether a side can come to enough players, and not too many, with a unit and some of those after it.
    func canFill(_ side: Int, with unit: Int) -> Bool {
        guard !laterSums.isEmpty else { return true }
        let players = players[side] + units[unit].size
        return laterSums[(unit + 1) * missing.count + units[unit].sideClass].has(
            from: bounds[side].minPlayers - players, to: bounds[side].maxPlayers - players)
    }

    mutating func place(_ unit: Int, on side: Int) {
        let size = units[unit].size
        let sideClass = units[unit].sideClass
        let least = bounds[side].minPlayers
        let before = max(0, least - players[side])
        sides[unit] = side
        players[side] += size
        sums[side] += units[unit].number * Double(size)
        missing[sideClass] -= before - max(0, least - players[side])
        unseated[sideClass] -= size
    }

    mutating func lift(_ unit: Int) {
        let size = units[unit].size
        let side = sides[unit]
        let sideClass = units[unit].sideClass
        let least = bounds[side].minPlayers
        let before = max(0, least - players[side])
        players[side] -= size
        sums[side] -= units[unit].number * Double(size)
        missing[sideClass] += max(0, least - players[side]) - before
        unseated[sideClass] += size
    }

    /// What is made even, of a side; 0 of an empty one.
    func value(of side: Int) -> Double {
        isSum ? sums[side] : players[side] == 0 ? 0 : sums[side] / Double(players[side])
    }

    func fill(of side: Int) -> Double { Double(players[side]) / Double(max(1, bounds[side].maxPlayers)) }

    /// The emptier side first, then the weaker.
    func goesBefore(_ one: Int, _ other: Int) -> Bool {
        let fills = (fill(of: one), fill(of: other))
        if fills.0 != fills.1 { return fills.0 < fills.1 }
        return sums[one] != sums[other] ? sums[one] < sums[other] : one < other
    }

    var unevenness: Unevenness {
        var fills = (least: Double.infinity, most: -Double.infinity)
        var values = (least: Double.infinity, most: -Double.infinity)
        for side in players.indices {
            let fill = fill(of: side)
            fills = (min(fills.least, fill), max(fills.most, fill))
            let value = value(of: side)
            values = (min(values.least, value), max(values.most, value))
        }
        return Unevenness(fill: fills.most - fills.least, number: values.most - values.least)
    }

    /// Keeps the way that all units sit now, if it is one of the best.
    mutating func note() {
        let unevenness = unevenness
        var slot = best.count
        if best.count == Self.mostBest {
            guard let last = best.last, unevenness.isLess(than: last.unevenness) else { return }
            slot = last.slot
            best.removeLast()
        }
        while bestSides.count < (slot + 1) * sides.count { bestSides.append(0) }
        for unit in sides.indices { bestSides[slot * sides.count + unit] = sides[unit] }
        var place = best.count
        while place > 0, unevenness.isLess(than: best[place - 1].unevenness) { place -= 1 }
        best.insert((unevenness, slot), at: place)
    }

    /// Of one of the best ways the side of a unit.
    func side(of unit: Int, inBest index: Int) -> Int { bestSides[best[index].slot * sides.count + unit] }
}
