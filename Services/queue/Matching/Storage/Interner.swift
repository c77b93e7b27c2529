/// Numbers for values that come up again and again, such as the names of maps that players ask for: small to store, fast to
/// compare. A number is given out again once nobody holds it any more, since what players send must not grow for ever.
struct Interner<Value: Hashable & Sendable>: Sendable {
    private var numbers: [Value: UInt32] = [:]
    private var values: [Value?] = []
    private var holders: [UInt32] = []
    private var free: [UInt32] = []
    /// Numbers of texts held of late, by a hash; for `hold(recent:)`.
    private var recent: [UInt32] = []

    init() {}

    /// The value's number; one more holds it from now on.
    mutating func hold(_ value: Value) -> UInt32 { holdNew(value).number }

    /// The same, and whether nobody held it before.
    mutating func holdNew(_ value: Value) -> (number: UInt32, isNew: Bool) {
        if let number = numbers[value] {
            holders[Int(number)] += 1
            return (number, false)
        }
        let number: UInt32
        if let last = free.popLast() {
            number = last
            values[Int(number)] = value
            holders[Int(number)] = 1
        } else {
            number = UInt32(values.count)
            values.append(value)
            holders.append(1)
        }
        numbers[value] = number
        return (number, true)
    }

    /// Ends one hold. True when it was the last.
    @discardableResult
    mutating func release(_ number: UInt32) -> Bool {
        let index = Int(number)
        holders[index] -= 1
        guard holders[index] == 0, let value = values[index] else { return false }
        numbers[value] = nil
        values[index] = nil
        free.append(number)
        return true
    }

    /// The value of a number that somebody holds.
    subscript(number: UInt32) -> Value {
        guard let value = values[Int(number)] else { preconditionFailure("nobody holds \(number)") }
        return value
    }
}

extension Interner where Value == String {
    /// As `hold`, and faster where nearly everybody has the same few.
    mutating func hold(recent text: String) -> UInt32 {
        let slot = Int(truncatingIfNeeded: text.quickHash & 63)
        if !recent.isEmpty {
            let number = Int(recent[slot])
            if number < values.count, values[number] == text {
                holders[number] += 1
                return recent[slot]
            }
        } else {
            recent = Array(repeating: .max, count: 64)
        }
        let number = hold(text)
        recent[slot] = number
        return number
    }
}
