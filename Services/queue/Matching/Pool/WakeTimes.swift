import Collections

/// When which tickets are to be looked at again because rules have widened for them.
///
/// All tickets pass the same ages. So those who at one age began to wait for another stand in a line in the order in which
/// they came, and nothing has to be sorted. Whoever comes with an age of his own stands in a heap.
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
        /// How many in it still wait.
        var live = 0
    }

    /// With more stages all stand in the heap.
    private static let mostStages = 8

    private let stages: Int
    private var lines: [Line]
    /// Of each line the time of the first in it, who always still waits.
    private var heads: [Int64]
    private var others = Heap<Wake>()

    init(stages: Int) {
        self.stages = stages
        let count = stages <= Self.mostStages ? stages * stages : 0
        lines = Array(repeating: Line(), count: count)
        heads = Array(repeating: .max, count: count)
    }

    /// Gives back the number of the line in which it stands from now on; 0 when in none.
    mutating func add(_ wake: Wake, from stage: Int, to next: Int) -> UInt8 {
        guard !lines.isEmpty else {
            others.insert(wake)
            return 0
        }
        let line = stage * stages + next
        if let last = lines[line].wakes.last, heads[line] != .max, wake.at < last.at {
            others.insert(wake)
            return 0
        }
        if heads[line] == .max { heads[line] = wake.at }
        lines[line].wakes.append(wake)
        lines[line].live += 1
        return UInt8(line + 1)
    }

    /// At any time.
    mutating func add(_ wake: Wake) { others.insert(wake) }

    /// Somebody doesn't wait in a line any more. When most of it is gone, it is made shorter.
    mutating func leave(_ number: UInt8, _ store: borrowing TicketStore) {
        let line = Int(number) - 1
        lines[line].live -= 1
        let left = lines[line].wakes.count - lines[line].head
        if left > 64, lines[line].live < left / 2 {
            var kept: [Wake] = []
            for wake in lines[line].wakes[lines[line].head...] where store.isOpen(wake.row, wake.generation) {
                kept.append(wake)
            }
            lines[line].wakes = kept
            lines[line].head = 0
        }
        trim(line, store)
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
            heads[line] = .max
            return
        }
        heads[line] = lines[line].wakes[lines[line].head].at
        if lines[line].head > 64, lines[line].head * 2 > lines[line].wakes.count {
            lines[line].wakes.removeFirst(lines[line].head)
            lines[line].head = 0
        }
    }

    /// The next moment at which somebody who waits is due.
    var next: Int64? {
        var next = others.min?.at ?? .max
        for head in heads { next = min(next, head) }
        return next == .max ? nil : next
    }

    /// Takes the first one due, and says whether it stood in a line.
    mutating func take(by now: Int64, _ store: borrowing TicketStore) -> (wake: Wake, isFromLine: Bool)? {
        var first = -1
        var time = now
        for (line, head) in heads.enumerated() where head <= time {
            guard
                first < 0 || head < time || lines[line].wakes[lines[line].head] < lines[first].wakes[lines[first].head]
            else { continue }
            first = line
            time = head
        }
        if let wake = others.min, wake.at <= now, first < 0 || wake < lines[first].wakes[lines[first].head] {
            _ = others.popMin()
            trimOthers(store)
            return (wake, false)
        }
        guard first >= 0 else { return nil }
        let wake = lines[first].wakes[lines[first].head]
        lines[first].head += 1
        lines[first].live -= 1
        trim(first, store)
        return (wake, true)
    }
}
