import Contracts

/// Finds tickets by their ids: a table with open addressing over the ids of `TicketTable`.
///
/// Ids are random and made by the shard itself, so a plain hash spreads them; that is what makes it faster than a dictionary,
/// which has to defend itself.
struct TicketNumbers: Sendable {
    private static let empty = UInt32.max
    /// A power of two, at most half of which is taken.
    private var slots: [UInt32] = Array(repeating: Self.empty, count: 64)
    private(set) var count = 0

    func number(of id: TicketID, _ ids: [TicketID]) -> UInt32? {
        var slot = home(of: id)
        while slots[slot] != Self.empty {
            if ids[Int(slots[slot])] == id { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Notes the number of a ticket whose id is in `ids`; gives back the one that had its id before.
    mutating func insert(_ number: UInt32, _ ids: [TicketID]) -> UInt32? {
        if count * 2 >= slots.count { grow(ids) }
        var slot = home(of: ids[Int(number)])
        while slots[slot] != Self.empty {
            if ids[Int(slots[slot])] == ids[Int(number)] {
                let before = slots[slot]
                slots[slot] = number
                return before
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = number
        count += 1
        return nil
    }

    /// No effect when another number has taken the ticket's id.
    mutating func remove(_ number: UInt32, _ ids: [TicketID]) {
        var slot = home(of: ids[Int(number)])
        while slots[slot] != number {
            guard slots[slot] != Self.empty else { return }
            slot = (slot + 1) & (slots.count - 1)
        }
        count -= 1
        // Those behind move up, so that no gap keeps them from being found.
        var next = (slot + 1) & (slots.count - 1)
        while slots[next] != Self.empty {
            let home = home(of: ids[Int(slots[next])])
            let isBetween = slot <= next ? slot < home && home <= next : slot < home || home <= next
            if !isBetween {
                slots[slot] = slots[next]
                slot = next
            }
            next = (next + 1) & (slots.count - 1)
        }
        slots[slot] = Self.empty
    }

    private func home(of id: TicketID) -> Int { Int(truncatingIfNeeded: id.rawValue.quickHash) & (slots.count - 1) }

    private mutating func grow(_ ids: [TicketID]) {
        let old = slots
        slots = Array(repeating: Self.empty, count: old.count * 2)
        for number in old where number != Self.empty {
            var slot = home(of: ids[Int(number)])
            while slots[slot] != Self.empty { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = number
        }
    }
}
