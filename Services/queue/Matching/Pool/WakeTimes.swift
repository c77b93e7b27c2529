import Collections

/// When the rules of a mode widen for which ticket.
///
/// All tickets pass the same ages, so those who wait for one age stand in a line by the time of their arrival, and nothing
/// has to be sorted. Whoever comes with an age of his own, and whoever is to be looked at again, stands in a heap.
struct WakeTimes: Sendable {
    struct Wake: Sendable, Hashable, Comparable {
        /// Milliseconds since 1970.
        var at: Int64
        var row: UInt32
        /// Of the row when it was noted.
        var generation: UInt32

        static func < (left: Wake, right: Wake) -> Bool {
            (left.at, left.row, left.generation) < (right.at, right.row, right.generation)
        }
    }

    private struct Line: Sendable {
        var wakes: [Wake] = []
        var head = 0
        /// How many in it are still of somebody who waits.
        var live = 0
    }

    private var lines: [Line]
    private var others = Heap<Wake>()

    /// - Parameter lines: how many ages there are to wait for.
    init(lines: Int) { self.lines = Array(repeating: Line(), count: lines) }

    /// - Parameter line: which of the ages it waits for.
    mutating func add(_ wake: Wake, line: Int) {
        if let last = lines[line].wakes.last, lines[line].head < lines[line].wakes.count, wake.at < last.at {
            others.insert(wake)
        } else {
            lines[line].wakes.append(wake)
        }
        lines[line].live += 1
    }

    /// To be looked at again.
    mutating func addAgain(_ wake: Wake) { others.insert(wake) }

    /// Somebody doesn't wait any more. What is first always waits; when most of a line is gone, it is made shorter.
    mutating func leave(line: Int, _ store: borrowing TicketStore) {
        lines[line].live -= 1
        trim(line, store)
        let left = lines[line].wakes.count - lines[line].head
        guard left > 64, lines[line].live < left / 2 else { return }
        var kept: [Wake] = []
        for wake in lines[line].wakes[lines[line].head...] where store.isOpen(wake.row, wake.generation) {
            kept.append(wake)
        }
        lines[line].wakes = kept
        lines[line].head = 0
    }

    /// Somebody who may be in the heap has gone.
    mutating func trimOthers(_ store: borrowing TicketStore) {
        while let wake = others.min, !store.isOpen(wake.row, wake.generation) { _ = others.popMin() }
    }

    private mutating func trim(_ line: Int, _ store: borrowing TicketStore) {
        while lines[line].head < lines[line].wakes.count {
            let wake = lines[line].wakes[lines[line].head]
            if store.isOpen(wake.row, wake.generation) { break }
            lines[line].head += 1
        }
        if lines[line].head == lines[line].wakes.count {
            lines[line].wakes.removeAll(keepingCapacity: lines[line].wakes.capacity < 1024)
            lines[line].head = 0
        } else if lines[line].head > 64, lines[line].head * 2 > lines[line].wakes.count {
            lines[line].wakes.removeFirst(lines[line].head)
            lines[line].head = 0
        }
    }

    /// The next moment at which somebody who waits is due.
    var next: Int64? {
        var next = others.min?.at
        for line in lines where line.head < line.wakes.count {
            next = min(next ?? .max, line.wakes[line.head].at)
        }
        return next
    }

    /// Takes the first one due; of several due at once that of the lower row.
    mutating func take(by now: Int64, _ store: borrowing TicketStore) -> WakeTimes.Wake? {
        var found: (wake: Wake, line: Int)?
        for (number, line) in lines.enumerated() where line.head < line.wakes.count {
            let wake = line.wakes[line.head]
            if wake.at <= now, found.map({ wake < $0.wake }) ?? true { found = (wake, number) }
        }
        if let wake = others.min, wake.at <= now, found.map({ wake < $0.wake }) ?? true {
            _ = others.popMin()
            trimOthers(store)
            return wake
        }
        guard let found else { return nil }
        lines[found.line].head += 1
        trim(found.line, store)
        return found.wake
    }
}
