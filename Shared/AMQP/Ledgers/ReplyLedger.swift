/// Which requests of a session wait for their reply. A correlation id is the request's number.
struct ReplyLedger<Waiter> {
    private struct Entry {
        let waiter: Waiter
        var deadline: ContinuousClock.Instant
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

    /// The request with this correlation id, which goes on waiting.
    func waiter(of correlationID: String?) -> Waiter? {
        correlationID.flatMap { UInt64($0) }.flatMap { entries[$0]?.waiter }
    }

    /// Takes out the request with this correlation id; nil when it is unknown: answered before, too late, or of another session.
    @discardableResult
    mutating func resolve(_ correlationID: String?) -> Waiter? {
        guard let number = correlationID.flatMap({ UInt64($0) }), let entry = entries.removeValue(forKey: number) else {
            return nil
        }
        if entries.isEmpty { earliestDeadline = nil }
        return entry.waiter
    }

    /// Takes out those whose time is over, oldest first, unless `extension` gives them another deadline.
    mutating func expire(
        at now: ContinuousClock.Instant, extension: (Waiter) -> ContinuousClock.Instant? = { _ in nil }
    ) -> [Waiter] {
        guard let earliest = earliestDeadline, earliest <= now else { return [] }
        var late: [Waiter] = []
        for (number, entry) in entries.filter({ $0.value.deadline <= now }).sorted(by: { $0.key < $1.key }) {
            if let later = `extension`(entry.waiter), later > now {
                entries[number]?.deadline = later
            } else {
                entries.removeValue(forKey: number)
                late.append(entry.waiter)
            }
        }
        earliestDeadline = entries.values.lazy.map(\.deadline).min()
        return late
    }

    /// Takes out all, when the session is over, oldest first.
    mutating func drain() -> [Waiter] {
        let waiters = entries.sorted { $0.key < $1.key }.map(\.value.waiter)
        entries.removeAll()
        earliestDeadline = nil
        return waiters
    }
}
