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

    private var heap: [Entry] = []
    private var entered: UInt64 = 0

    mutating func add(_ occurrence: Occurrence, at: VirtualTime) {
        entered += 1
        heap.append(Entry(at: at, number: entered, occurrence: occurrence))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func next() -> (VirtualTime, Occurrence)? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            var parent = 0
            while true {
                var least = parent
                for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                    least = child
                }
                if least == parent { break }
                heap.swapAt(parent, least)
                parent = least
            }
        }
        return (first.at, first.occurrence)
    }
}
