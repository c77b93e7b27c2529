/// Which publishes of a session wait for the broker's word.
///
/// The broker numbers what is published on a channel from 1, and confirms in any order, singly or by `multiple`. A mandatory
/// message without a queue is first returned (named by its message id) and then confirmed.
struct ConfirmLedger<Waiter> {
    /// What became of a publish.
    enum Verdict: Sendable, Hashable {
        case confirmed
        case rejected
        case returned(code: UInt16, text: String)
    }

    private struct Entry {
        var waiter: Waiter
        var deadline: ContinuousClock.Instant
        /// Set for mandatory messages only.
        var messageID: String?
        var returned: (code: UInt16, text: String)?
    }

    /// Of the first entry.
    private var firstSequence: UInt64 = 1
    private var entries: [Entry?] = []
    /// Mandatory messages that are outstanding; without any, a return isn't looked for.
    private var mandatory = 0
    private(set) var outstanding = 0

    /// No entry has an earlier one; may itself be earlier than all, since settled entries aren't subtracted.
    private(set) var earliestDeadline: ContinuousClock.Instant?

    /// The number that the next publish will have.
    var nextSequence: UInt64 { firstSequence + UInt64(entries.count) }

    /// Notes a publish, before it is written. `messageID` must be given for mandatory ones.
    mutating func published(_ waiter: Waiter, deadline: ContinuousClock.Instant, mandatoryMessageID: String? = nil) {
        entries.append(Entry(waiter: waiter, deadline: deadline, messageID: mandatoryMessageID))
        outstanding += 1
        if mandatoryMessageID != nil { mandatory += 1 }
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }

    /// Notes that the broker gave a mandatory message back; its confirm will say so. False when nobody waits for it.
    @discardableResult
    mutating func returned(messageID: String?, code: UInt16, text: String) -> Bool {
        guard mandatory > 0, let messageID else { return false }
        let index = entries.firstIndex { $0?.messageID == messageID && $0?.returned == nil }
        guard let index else { return false }
        entries[index]?.returned = (code, text)
        return true
    }

    /// Takes a confirm and gives back whom it concerns. Numbers that are unknown or were settled before are ignored.
    mutating func confirmed(_ sequence: UInt64, multiple: Bool, accepted: Bool) -> [(Waiter, Verdict)] {
        guard sequence >= firstSequence, !entries.isEmpty else { return [] }
        let last = Int(min(sequence - firstSequence, UInt64(entries.count - 1)))
        if !multiple, UInt64(last) != sequence - firstSequence { return [] }
        var result: [(Waiter, Verdict)] = []
        for index in (multiple ? 0 : last)...last {
            guard let entry = remove(at: index) else { continue }
            let verdict: Verdict =
                if let returned = entry.returned {
                    .returned(code: returned.code, text: returned.text)
                } else {
                    accepted ? .confirmed : .rejected
                }
            result.append((entry.waiter, verdict))
        }
        trim()
        return result
    }

    /// Takes out those whose time is over. A confirm that still comes for them is ignored.
    mutating func expire(at now: ContinuousClock.Instant) -> [Waiter] {
        guard let earliest = earliestDeadline, earliest <= now else { return [] }
        var late: [Waiter] = []
        var next: ContinuousClock.Instant?
        for index in entries.indices {
            guard let deadline = entries[index]?.deadline else { continue }
            if deadline <= now {
                if let entry = remove(at: index) { late.append(entry.waiter) }
            } else {
                next = min(next ?? deadline, deadline)
            }
        }
        earliestDeadline = next
        trim()
        return late
    }

    /// Takes out all, when the session is over.
    mutating func drain() -> [Waiter] {
        let waiters = entries.compactMap { $0?.waiter }
        self = ConfirmLedger()
        return waiters
    }

    private mutating func remove(at index: Int) -> Entry? {
        guard let entry = entries[index] else { return nil }
        entries[index] = nil
        outstanding -= 1
        if entry.messageID != nil { mandatory -= 1 }
        return entry
    }

    private mutating func trim() {
        let settled = entries.prefix { $0 == nil }.count
        // One move for many: the array is only cut when it is half empty or wholly.
        guard settled == entries.count || settled * 2 > entries.count else { return }
        entries.removeFirst(settled)
        firstSequence += UInt64(settled)
        if entries.isEmpty { earliestDeadline = nil }
    }
}
