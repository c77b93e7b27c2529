import Contracts

/// What is to be looked at when: a heap by time, equals by subject.
///
/// A subject may be in it several times and too early; whoever takes it looks whether it is really due, and puts it back if
/// it isn't. It is never in it too late.
struct DueTimes<Subject: Hashable & Comparable & Sendable>: Sendable {
    private struct Entry: Comparable {
        let at: Timestamp
        let subject: Subject

        static func < (left: Entry, right: Entry) -> Bool { (left.at, left.subject) < (right.at, right.subject) }
    }

    private var heap: [Entry] = []

    var next: Timestamp? { heap.first?.at }

    mutating func add(_ subject: Subject, at: Timestamp) {
        heap.append(Entry(at: at, subject: subject))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out everything due at `now`, each subject once, in order.
    mutating func take(until now: Timestamp) -> [Subject] {
        var taken: [Subject] = []
        var seen: Set<Subject> = []
        while let first = heap.first, first.at <= now {
            if seen.insert(first.subject).inserted { taken.append(first.subject) }
            removeFirst()
        }
        return taken
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
