import Contracts

/// Reads the members of one JSON object, noting what is wrong with each under its path. A member that was read wrongly
/// gives its default, so that reading goes on and all faults come out at once.
struct ObjectReader {
    let path: String
    private let members: [String: JSONValue]
    private var read: Set<String> = []
    private(set) var faults: [ModeFault] = []

    /// Notes a fault and reads as an empty object when `value` is none.
    init(_ value: JSONValue, path: String) {
        self.path = path
        if case .object(let members) = value {
            self.members = members
        } else {
            members = [:]
            faults.append(ModeFault(path, "is not an object"))
        }
    }

    mutating func fault(_ member: String, _ message: String) {
        faults.append(ModeFault("\(path).\(member)", message))
    }

    mutating func take(_ faults: [ModeFault]) { self.faults += faults }

    mutating func value(_ member: String) -> JSONValue? {
        read.insert(member)
        return members[member]
    }

    mutating func string(_ member: String) -> String? {
        guard let value = value(member) else { return nil }
        guard let text = value.string, !text.isEmpty else {
            fault(member, "is not a text of at least one character")
            return nil
        }
        return text
    }

    mutating func requiredString(_ member: String) -> String {
        if members[member] == nil { fault(member, "is missing") }
        return string(member) ?? ""
    }

    mutating func bool(_ member: String, default fallback: Bool) -> Bool {
        guard let value = value(member) else { return fallback }
        guard case .bool(let flag) = value else {
            fault(member, "is neither true nor false")
            return fallback
        }
        return flag
    }

    mutating func integer(_ member: String, in range: ClosedRange<Int64>, default fallback: Int64?) -> Int64 {
        guard let value = value(member) else {
            if fallback == nil { fault(member, "is missing") }
            return fallback ?? range.lowerBound
        }
        guard case .integer(let number) = value, range.contains(number) else {
            fault(member, "is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            return fallback ?? range.lowerBound
        }
        return number
    }

    mutating func array(_ member: String) -> [JSONValue] {
        guard let value = value(member) else { return [] }
        guard case .array(let elements) = value else {
            fault(member, "is not a list")
            return []
        }
        return elements
    }

    /// Notes every member that nobody has read: nothing in a mode file is ignored. Empty lists and objects ask for nothing
    /// and pass; of a list that isn't honoured each element is named.
    mutating func refuseTheRest(_ message: (String) -> String) {
        for member in members.keys.sorted() where !read.contains(member) {
            switch members[member] {
            case .array(let elements):
                for index in elements.indices { fault("\(member)[\(index)]", message(member)) }
            case .object(let inner) where inner.isEmpty: break
            default: fault(member, message(member))
            }
        }
    }
}
