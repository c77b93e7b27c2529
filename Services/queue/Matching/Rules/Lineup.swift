/// A match as it would be: rows of tickets in the order of the sides.
struct Lineup: Sendable {
    var rows: [UInt32] = []
    /// Where in `rows` each side ends.
    var sideEnds: [Int] = []

    func side(_ index: Int) -> Range<Int> { (index == 0 ? 0 : sideEnds[index - 1])..<sideEnds[index] }

    mutating func clear() {
        rows.removeAll(keepingCapacity: true)
        sideEnds.removeAll(keepingCapacity: true)
    }
}
