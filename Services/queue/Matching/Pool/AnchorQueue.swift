import Collections

/// Tickets around which is to be searched, the oldest first.
///
/// Those who come in the order of their age stand in a line, the others in a heap.
struct AnchorQueue: Sendable {
    struct Anchor: Sendable, Hashable, Comparable {
        var enqueuedAt: Int64
        var row: UInt32
        /// Of the row when it was noted.
        var generation: UInt32
        /// It has just come: all stages up to its own are new to it.
        var hasArrived: Bool

        static func < (left: Anchor, right: Anchor) -> Bool {
            (left.enqueuedAt, left.row) < (right.enqueuedAt, right.row)
        }
    }

    private var line: [Anchor] = []
    private var head = 0
    private var others = Heap<Anchor>()

    var count: Int { line.count - head + others.count }
    var isEmpty: Bool { head == line.count && others.isEmpty }

    mutating func insert(_ anchor: Anchor) {
        if head < line.count, anchor < line[line.count - 1] {
            others.insert(anchor)
        } else {
            line.append(anchor)
        }
    }

    mutating func popFirst() -> Anchor? {
        guard head < line.count else { return others.popMin() }
        let first = line[head]
        if let other = others.min, other < first { return others.popMin() }
        head += 1
        if head == line.count {
            line.removeAll(keepingCapacity: line.capacity <= 4096)
            head = 0
        }
        return first
    }
}
