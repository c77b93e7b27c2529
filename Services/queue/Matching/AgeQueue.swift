import Contracts

/// Tickets in the order of their age, the eldest first; equals by id.
///
/// Appending the youngest and taking the eldest cost O(1), removing any O(log n), putting an elder one back O(n) in the
/// worst case. Removed entries stay as gaps until half of the storage is gaps.
public struct AgeQueue: Sendable {
    public struct Entry: Sendable, Hashable, Comparable {
        public let enqueuedAt: Timestamp
        public let ticketID: TicketID

        public init(enqueuedAt: Timestamp, ticketID: TicketID) {
            self.enqueuedAt = enqueuedAt
            self.ticketID = ticketID
        }

        public static func < (left: Entry, right: Entry) -> Bool {
            (left.enqueuedAt, left.ticketID) < (right.enqueuedAt, right.ticketID)
        }
    }

    private struct Slot {
        let entry: Entry
        var isGap = false
    }

    private var slots: [Slot] = []
    /// Before it are only gaps.
    private var head = 0
    public private(set) var count = 0

    public init() {}

    /// What is in it must not be inserted again.
    public mutating func insert(_ entry: Entry) {
        count += 1
        if let last = slots.last, entry < last.entry {
            slots.insert(Slot(entry: entry), at: lowerBound(entry))
        } else {
            slots.append(Slot(entry: entry))
        }
    }

    /// No effect when it isn't there.
    public mutating func remove(_ entry: Entry) {
        var index = lowerBound(entry)
        while index < slots.count, slots[index].entry == entry, slots[index].isGap { index += 1 }
        guard index < slots.count, slots[index].entry == entry else { return }
        slots[index].isGap = true
        count -= 1
        while head < slots.count, slots[head].isGap { head += 1 }
        if slots.count > 32, slots.count > 2 * count {
            slots = slots[head...].filter { !$0.isGap }
            head = 0
        } else if count == 0 {
            slots.removeAll(keepingCapacity: true)
            head = 0
        }
    }

    /// The eldest, at most `limit` of them.
    public func eldest(_ limit: Int) -> [Entry] {
        var found: [Entry] = []
        var index = head
        while found.count < limit, index < slots.count {
            if !slots[index].isGap { found.append(slots[index].entry) }
            index += 1
        }
        return found
    }

    private func lowerBound(_ entry: Entry) -> Int {
        var low = head
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].entry < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
