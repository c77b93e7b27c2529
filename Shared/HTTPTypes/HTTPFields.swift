/// The header fields of a request or a response: in order, names compared without regard to ASCII case, repeats kept.
public struct HTTPFields: Sendable, Hashable, ExpressibleByDictionaryLiteral, RandomAccessCollection {
    /// One line of a header.
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    private var fields: [Field] = []

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { fields.count }
    public subscript(position: Int) -> Field { fields[position] }

    public mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

    /// The first value under this name. Setting replaces all values of the name; nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.equal($0.name, name) }?.value }
        set {
            guard let newValue else {
                fields.removeAll { Self.equal($0.name, name) }
                return
            }
            guard let first = fields.firstIndex(where: { Self.equal($0.name, name) }) else {
                fields.append(Field(name: name, value: newValue))
                return
            }
            fields[first].value = newValue
            var index = fields.count - 1
            while index > first {
                if Self.equal(fields[index].name, name) { fields.remove(at: index) }
                index -= 1
            }
        }
    }

    /// Every value under this name, in order.
    public func values(of name: String) -> [String] {
        fields.compactMap { Self.equal($0.name, name) ? $0.value : nil }
    }

    /// Adds one more line, also where the name already has one (as `Set-Cookie` does).
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// The members of a comma-separated list under this name, trimmed, empty ones dropped (RFC 9110, section 5.6.1).
    public func list(of name: String) -> [String] {
        values(of: name).flatMap { value in
            value.split(separator: ",").map { String(Self.trim($0)) }.filter { !$0.isEmpty }
        }
    }

    /// True when a list under this name has the token, compared without regard to ASCII case.
    public func contains(token: String, in name: String) -> Bool {
        list(of: name).contains { Self.equal($0, token) }
    }

    /// Equality without regard to the case of ASCII letters.
    public static func equal(_ left: String, _ right: String) -> Bool {
        let left = left.utf8
        let right = right.utf8
        guard left.count == right.count else { return false }
        return zip(left, right).allSatisfy { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte }

    /// Without the spaces and tabs around it.
    public static func trim(_ text: Substring) -> Substring {
        var rest = text
        while let first = rest.utf8.first, first == 0x20 || first == 0x09 { rest.removeFirst() }
        while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest.removeLast() }
        return rest
    }
}
