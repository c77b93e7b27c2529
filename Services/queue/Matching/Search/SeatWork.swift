/// Who sits where: what is tried while the chosen tickets are put on sides.
struct SeatWork: Sendable {
    struct Unit: Sendable {
        var row: UInt32
        var size: Int
        var sideClass: Int
        /// What is made even, of each of its players.
        var number: Double
        var enqueuedAt: Int64
    }

    /// One way to seat all.
    struct Seating: Sendable {
        /// How unevenly the sides are filled, and how far apart they are in what is made even.
        var fillSpread: Double
        var numberSpread: Double
        /// The side of each unit.
        var sides: [Int]

        static func isBetter(_ one: Seating, than other: Seating) -> Bool {
            one.fillSpread < other.fillSpread
                || (one.fillSpread == other.fillSpread && one.numberSpread < other.numberSpread)
        }
    }

    var units: [Unit] = []
    /// Of each unit, while seating.
    var sides: [Int] = []
    /// Of each side.
    var players: [Int] = []
    var sums: [Double] = []
    var bounds: [StagePlan.Side] = []
    /// For each class its sides.
    var sidesOfClass: [[Int]] = []
    /// Players of each class who have no seat yet, and how many its sides need to be full enough.
    var unseated: [Int] = []
    var missing: [Int] = []
    /// The best first.
    var best: [Seating] = []
    var isSum = false
    /// Sides alike may be exchanged without any rule noticing.
    var sidesAreAlike = true
    var leaves = 0
    var mostLeaves = 0

    static let mostBest = 8

    mutating func place(_ unit: Int, on side: Int) {
        let size = units[unit].size
        sides[unit] = side
        let before = max(0, bounds[side].minPlayers - players[side])
        players[side] += size
        sums[side] += units[unit].number * Double(size)
        missing[units[unit].sideClass] -= before - max(0, bounds[side].minPlayers - players[side])
        unseated[units[unit].sideClass] -= size
    }

    mutating func lift(_ unit: Int) {
        let size = units[unit].size
        let side = sides[unit]
        let before = max(0, bounds[side].minPlayers - players[side])
        players[side] -= size
        sums[side] -= units[unit].number * Double(size)
        missing[units[unit].sideClass] += max(0, bounds[side].minPlayers - players[side]) - before
        unseated[units[unit].sideClass] += size
    }

    /// What is made even, of a side; 0 of an empty one.
    func value(of side: Int) -> Double {
        isSum ? sums[side] : players[side] == 0 ? 0 : sums[side] / Double(players[side])
    }

    func fill(of side: Int) -> Double { Double(players[side]) / Double(max(1, bounds[side].maxPlayers)) }

    var seating: Seating {
        var fills = (least: Double.infinity, most: -Double.infinity)
        var values = (least: Double.infinity, most: -Double.infinity)
        for side in players.indices {
            let fill = fill(of: side)
            fills = (min(fills.least, fill), max(fills.most, fill))
            let value = value(of: side)
            values = (min(values.least, value), max(values.most, value))
        }
        return Seating(
            fillSpread: fills.most - fills.least, numberSpread: values.most - values.least, sides: sides)
    }

    mutating func note(_ seating: Seating) {
        if best.count == Self.mostBest, !Seating.isBetter(seating, than: best[best.count - 1]) { return }
        let index = best.firstIndex { Seating.isBetter(seating, than: $0) } ?? best.count
        best.insert(seating, at: index)
        if best.count > Self.mostBest { best.removeLast() }
    }
}
