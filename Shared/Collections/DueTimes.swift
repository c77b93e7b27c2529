/// What is to be looked at when: by time, equal times by subject.
///
/// A subject may be in it several times and too early; whoever takes it looks whether it is really due, and puts it back if
/// it isn't. It is never in it too late.
public struct DueTimes<Time: Comparable & Sendable, Subject: Hashable & Comparable & Sendable>: Sendable {
    @usableFromInline struct Entry: Comparable, Sendable {
        @usableFromInline let at: Time
        @usableFromInline let subject: Subject

        @inlinable init(at: Time, subject: Subject) {
            self.at = at
            self.subject = subject
        }

        @inlinable static func < (left: Entry, right: Entry) -> Bool {
            (left.at, left.subject) < (right.at, right.subject)
        }
    }

    @usableFromInline var heap = Heap<Entry>()

    @inlinable public init() {}

    @inlinable public var next: Time? { heap.min?.at }
    @inlinable public var count: Int { heap.count }

    @inlinable public mutating func add(_ subject: Subject, at time: Time) {
        heap.insert(Entry(at: time, subject: subject))
    }

    /// Takes out everything due at `now`, each subject once, in order.
    @inlinable public mutating func take(until now: Time) -> [Subject] {
        var taken: [Subject] = []
        var seen: Set<Subject> = []
        while let first = heap.min, first.at <= now, let entry = heap.popMin() {
            if seen.insert(entry.subject).inserted { taken.append(entry.subject) }
        }
        return taken
    }
}
