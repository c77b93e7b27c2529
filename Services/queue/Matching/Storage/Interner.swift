/// Numbers for values that come up again and again, such as the names of maps that players ask for: small to store, fast to
/// compare. A number is given out again once nobody holds it any more, since what players send must not grow for ever.
struct Interner<Value: QuickHashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var value: Value?
        var holders: UInt32
        var hash: UInt32
    }

    private var entries: [Entry] = []
    private var numbers = NumberTable()
    private var free: [UInt32] = []
    /// Players choose many of the texts, and must not be able to choose such as make this slow.
    private let seed = UInt64.random(in: .min ... .max)

    init() {}

    /// The value's number; one more holds it from now on.
    mutating func hold(_ value: Value) -> UInt32 { holdNew(value).number }

    /// The same, and whether nobody held it before.
    mutating func holdNew(_ value: Value) -> (number: UInt32, isNew: Bool) {
        let hash = UInt32(truncatingIfNeeded: value.quickHash(seed: seed))
        if let number = numbers.number(hash, where: { entries[Int($0)].value == value }) {
            entries[Int(number)].holders += 1
            return (number, false)
        }
        let entry = Entry(value: value, holders: 1, hash: hash)
        let number: UInt32
        if let last = free.popLast() {
            number = last
            entries[Int(number)] = entry
        } else {
            number = UInt32(entries.count)
            entries.append(entry)
        }
        numbers.insert(number, hash)
        return (number, true)
    }

    /// Ends one hold. True when it was the last.
    @discardableResult
    mutating func release(_ number: UInt32) -> Bool {
        let index = Int(number)
        entries[index].holders -= 1
        guard entries[index].holders == 0 else { return false }
        numbers.remove(number, entries[index].hash)
        entries[index].value = nil
        free.append(number)
        return true
    }

    /// The value of a number that somebody holds.
    subscript(number: UInt32) -> Value {
        guard let value = entries[Int(number)].value else { preconditionFailure("nobody holds \(number)") }
        return value
    }
}
