/// Finds numbers by the hash of what they stand for: a table with open addressing.
///
/// It knows nothing of what is looked for but its hash; whoever asks says which number is the right one of those with the
/// same. Each slot has the hash, so that others are hardly ever looked at. What the table does never shows in what comes out
/// of it, so the hashes may differ from process to process.
struct NumberTable: Sendable {
    private struct Slot: Sendable {
        var hash: UInt32 = 0
        var number = NumberTable.none
    }

    private static let none = UInt32.max
    /// A power of two, at most half of which is taken.
    private var slots = Array(repeating: Slot(), count: 16)
    private(set) var count = 0

    /// The number with the hash of which this is true; `nil` when there is none.
    @inline(__always)
    func number(_ hash: UInt32, where isRight: (UInt32) -> Bool) -> UInt32? {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].number != Self.none {
            if slots[slot].hash == hash, isRight(slots[slot].number) { return slots[slot].number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// What is in it must not be put in again.
    mutating func insert(_ number: UInt32, _ hash: UInt32) {
        if count * 2 >= slots.count { grow() }
        put(Slot(hash: hash, number: number))
        count += 1
    }

    /// No effect when it isn't there.
    mutating func remove(_ number: UInt32, _ hash: UInt32) {
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].number != number {
            guard slots[slot].number != Self.none else { return }
            slot = (slot + 1) & (slots.count - 1)
        }
        count -= 1
        // Those behind move up, so that no gap keeps them from being found.
        var next = (slot + 1) & (slots.count - 1)
        while slots[next].number != Self.none {
            let home = Int(slots[next].hash) & (slots.count - 1)
            let isBetween = slot <= next ? slot < home && home <= next : slot < home || home <= next
            if !isBetween {
                slots[slot] = slots[next]
                slot = next
            }
            next = (next + 1) & (slots.count - 1)
        }
        slots[slot] = Slot()
    }

    private mutating func put(_ entry: Slot) {
        var slot = Int(entry.hash) & (slots.count - 1)
        while slots[slot].number != Self.none { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: old.count * 2)
        for entry in old where entry.number != Self.none { put(entry) }
    }
}
