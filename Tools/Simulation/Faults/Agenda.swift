import Collections

/// What is to happen, by time; equal times in the order in which they were entered.
struct Agenda: Sendable {
    private struct Entry: Comparable {
        let at: VirtualTime
        let number: UInt64
        let occurrence: Occurrence

        static func < (left: Entry, right: Entry) -> Bool {
            (left.at, left.number) < (right.at, right.number)
        }

        static func == (left: Entry, right: Entry) -> Bool { left.number == right.number }
    }

    private var heap = Heap<Entry>()
    private var entered: UInt64 = 0

    mutating func add(_ occurrence: Occurrence, at: VirtualTime) {
        entered += 1
        heap.insert(Entry(at: at, number: entered, occurrence: occurrence))
    }

    mutating func next() -> (VirtualTime, Occurrence)? {
        heap.popMin().map { ($0.at, $0.occurrence) }
    }
}
