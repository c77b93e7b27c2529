/// Which requests of a session wait for their reply. A correlation id is the request's number.
struct ReplyLedger<Waiter> {
    private struct Entry {
        let waiter: Waiter
        let deadline: ContinuousClock.Instant
    }

    private var entries: [UInt64: Entry] = [:]
    private var last: UInt64 = 0

    /// No entry has an earlier one; may itself be earlier than all, since answered entries aren't subtracted.
    private(set) var earliestDeadline: ContinuousClock.Instant?

    var outstanding: Int { entries.count }

    /// Notes a request, before it is written, and gives it its correlation id.
    mutating func requested(_ waiter: Waiter, deadline: ContinuousClock.Instant) -> String {
        last += 1
        entries[last] = Entry(waiter: waiter, deadline: deadline)
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
        return String(last)
    }

    /// Takes out the request with this correlation id; nil when it is unknown: answered before, too late, or of another session.
    mutating func resolve(_ correlationID: String?) -> Waiter? {
        guard let number = correlationID.flatMap({ UInt64($0) }), let entry = entries.removeValue(forKey: number) else {
            return nil
        }
        if entries.isEmpty { earliestDeadline = nil }
        return entry.waiter
    }

    /// Takes out those whose time is over, oldest first.
    mutating func expire(at now: ContinuousClock.Instant) -> [Waiter] {
        guard let earliest = earliestDeadline, earliest <= now else { return [] }
        let late = entries.filter { $0.value.deadline <= now }.sorted { $0.key < $1.key }
        for (number, _) in late { entries.removeValue(forKey: number) }
        earliestDeadline = entries.values.lazy.map(\.deadline).min()
        return late.map(\.value.waiter)
    }

    /// Takes out all, when the session is over, oldest first.
    mutating func drain() -> [Waiter] {
        let waiters = entries.sorted { $0.key < $1.key }.map(\.value.waiter)
        entries.removeAll()
        earliestDeadline = nil
        return waiters
    }
}
