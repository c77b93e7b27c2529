/// Those who wait for a connection, in the order in which they came.
struct WaitingLine: Hashable {
    private struct Place: Hashable {
        let waiter: Int
        let deadline: ContinuousClock.Instant
    }

    private var places: [Place] = []
    private var head = 0

    var count: Int { places.count - head }

    /// No deadline is before it; it may be that of somebody who has left since. Nil when nobody waits.
    private(set) var earliestDeadline: ContinuousClock.Instant?

    mutating func append(_ waiter: Int, deadline: ContinuousClock.Instant) {
        places.append(Place(waiter: waiter, deadline: deadline))
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }

    mutating func removeFirst() -> Int? {
        guard head < places.count else { return nil }
        defer {
            head += 1
            if head == places.count { earliestDeadline = nil }
            if head > 64, head * 2 > places.count {
                places.removeFirst(head)
                head = 0
            }
        }
        return places[head].waiter
    }

    /// False when it wasn't there.
    mutating func remove(_ waiter: Int) -> Bool {
        guard let place = places[head...].firstIndex(where: { $0.waiter == waiter }) else { return false }
        places.remove(at: place)
        if count == 0 { earliestDeadline = nil }
        return true
    }

    mutating func removeAll() -> [Int] {
        defer {
            places = []
            head = 0
            earliestDeadline = nil
        }
        return places[head...].map(\.waiter)
    }

    /// Takes out those whose deadline has come.
    mutating func removeExpired(_ now: ContinuousClock.Instant) -> [Int] {
        let expired = places[head...].filter { $0.deadline <= now }
        places = places[head...].filter { $0.deadline > now }
        head = 0
        earliestDeadline = places.lazy.map(\.deadline).min()
        return expired.map(\.waiter)
    }
}
