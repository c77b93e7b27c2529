import Contracts

/// Reads the members of one JSON object, noting what is wrong with each under its path. A member that was read wrongly
/// gives its default, so that reading goes on and all faults come out at once.
package struct ObjectReader {
    package let path: String
    private let members: [String: JSONValue]
    private let isObject: Bool
    private var read: Set<String> = []
    package private(set) var faults: [JSONFault] = []

    /// Notes a fault and reads as an empty object when `value` is none.
    package init(_ value: JSONValue, path: String) {
        self.path = path
        if case .object(let members) = value {
            self.members = members
            isObject = true
        } else {
            members = [:]
            isObject = false
            faults.append(JSONFault(path, "is not an object"))
        }
    }

    /// Of what is no object nothing more is said.
    package mutating func fault(_ member: String, _ message: String) {
        guard isObject else { return }
        faults.append(JSONFault("\(path).\(member)", message))
    }

    package mutating func take(_ faults: [JSONFault]) { self.faults += faults }

    /// Whether something is wrong with a member, or with an element of it.
    package func hasFault(in member: String) -> Bool {
        faults.contains { $0.path == "\(path).\(member)" || $0.path.hasPrefix("\(path).\(member)[") }
    }

    package func has(_ member: String) -> Bool { members[member] != nil }

    package mutating func value(_ member: String) -> JSONValue? {
        read.insert(member)
        return members[member]
    }

    package mutating func string(_ member: String) -> String? {
        guard let value = value(member) else { return nil }
        guard let text = value.string, !text.isEmpty else {
            fault(member, "is not a text of at least one character")
            return nil
        }
        return text
    }

    package mutating func requiredString(_ member: String) -> String {
        if members[member] == nil { fault(member, "is missing") }
        return string(member) ?? ""
    }

    package mutating func bool(_ member: String, default fallback: Bool) -> Bool {
        guard let value = value(member) else { return fallback }
        guard case .bool(let flag) = value else {
            fault(member, "is neither true nor false")
            return fallback
        }
        return flag
    }

    package mutating func integer(_ member: String, in range: ClosedRange<Int64>, default fallback: Int64?) -> Int64 {
        guard let value = value(member) else {
            if fallback == nil { fault(member, "is missing") }
            return fallback ?? range.lowerBound
        }
        guard let number = value.wholeNumber, range.contains(number) else {
            fault(member, "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            return fallback ?? range.lowerBound
        }
        return number
    }

    /// A finite number, which may stand in quotes, as FlexMatch's documentation has it; `nil` when there is none.
    package mutating func number(_ member: String, from least: Double) -> Double? {
        guard let value = value(member) else { return nil }
        guard let number = value.looseNumber, number >= least else {
            fault(member, least == 0 ? "is not a number from 0" : "is not a number")
            return nil
        }
        return number
    }

    /// One of the words of `Word`; `nil` when there is none.
    package mutating func word<Word>(_ member: String, of type: Word.Type = Word.self) -> Word?
    where Word: RawRepresentable<String> & CaseIterable {
        guard let value = value(member) else { return nil }
        guard let text = value.string, let word = Word(rawValue: text) else {
            fault(member, "is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return word
    }

    package mutating func array(_ member: String, atMost most: Int = .max) -> [JSONValue] {
        guard let value = value(member) else { return [] }
        guard case .array(let elements) = value else {
            fault(member, "is not a list")
            return []
        }
        guard elements.count <= most else {
            fault(member, "has more than \(most) elements")
            return []
        }
        return elements
    }

    /// Notes every member that nobody has read: nothing in a mode file is ignored.
    package mutating func refuseTheRest(_ message: (String) -> String) {
        for member in members.keys.sorted() where !read.contains(member) { fault(member, message(member)) }
    }
}

extension JSONValue {
    /// The number when it is whole, also when it is written as `5.0`.
    var wholeNumber: Int64? {
        switch self {
        case .integer(let number): number
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The number, also when it stands in quotes; `nil` when it isn't finite.
    var looseNumber: Double? {
        let number = double ?? string.flatMap { $0.utf8.count <= 32 ? Double($0) : nil }
        return number.flatMap { $0.isFinite ? $0 : nil }
    }
}
