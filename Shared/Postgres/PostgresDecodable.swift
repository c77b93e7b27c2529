import FoundationEssentials

/// What a column can be read as.
///
/// A type whose raw value can be read needs only say so: `extension TicketID: PostgresDecodable {}`.
public protocol PostgresDecodable {
    /// Reads the value, or throws `field.mismatch(Self.self)`.
    init(postgres field: PostgresField) throws(PostgresError)
}

extension String: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) {
        self = try field.requireText(String.self)
    }
}

extension Int: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) { self = try field.integer() }
}

extension Int32: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) { self = try field.integer() }
}

extension Int64: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) { self = try field.integer() }
}

extension Double: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = Double(try field.requireText(Double.self)) else { throw field.mismatch(Double.self) }
        self = value
    }
}

extension Bool: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) {
        switch field.text {
        case "t": self = true
        case "f": self = false
        default: throw field.mismatch(Bool.self)
        }
    }
}

extension Date: PostgresDecodable {
    /// Reads a `timestamptz`.
    public init(postgres field: PostgresField) throws(PostgresError) {
        guard let timestamp = PostgresTimestamp(text: try field.requireText(Date.self)) else {
            throw field.mismatch(Date.self)
        }
        self = timestamp.date
    }
}

extension UInt8: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) { self = try field.integer() }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    public init(postgres field: PostgresField) throws(PostgresError) {
        self = field.isNull ? nil : try Wrapped(postgres: field)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    /// Reads a one-dimensional array of texts or integers without NULLs, or, as `[UInt8]`, a `bytea`.
    public init(postgres field: PostgresField) throws(PostgresError) {
        guard let elements = field.withBytes({ $0.flatMap { Element.elements(of: Array<UInt8>($0)) } }) else {
            throw field.mismatch(Self.self)
        }
        self = elements
    }
}

/// What stands in an array that can be read.
public protocol PostgresArrayElement {
    /// All elements of the text form of an array, nil when it holds something else.
    static func elements(of text: [UInt8]) -> [Self]?
}

extension String: PostgresArrayElement {
    public static func elements(of text: [UInt8]) -> [String]? {
        PostgresArrayText.decode(text)?.allPresent { String(decoding: $0, as: UTF8.self) }
    }
}

extension Int: PostgresArrayElement {
    public static func elements(of text: [UInt8]) -> [Int]? {
        PostgresArrayText.decode(text)?.allPresent { Int(String(decoding: $0, as: UTF8.self)) }
    }
}

extension Int64: PostgresArrayElement {
    public static func elements(of text: [UInt8]) -> [Int64]? {
        PostgresArrayText.decode(text)?.allPresent { Int64(String(decoding: $0, as: UTF8.self)) }
    }
}

extension Double: PostgresArrayElement {
    public static func elements(of text: [UInt8]) -> [Double]? {
        PostgresArrayText.decode(text)?.allPresent { Double(String(decoding: $0, as: UTF8.self)) }
    }
}

extension UInt8: PostgresArrayElement {
    public static func elements(of text: [UInt8]) -> [UInt8]? {
        guard text.starts(with: #"\x"#.utf8) else { return nil }
        return Hexadecimal.decode(text.dropFirst(2))
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    /// Reads the raw value; one that the type refuses is an error.
    public init(postgres field: PostgresField) throws(PostgresError) {
        guard let value = Self(rawValue: try RawValue(postgres: field)) else { throw field.mismatch(Self.self) }
        self = value
    }
}

extension PostgresField {
    /// The text as an integer in the range of `Number`.
    func integer<Number: FixedWidthInteger>() throws(PostgresError) -> Number {
        guard let value = Number(try requireText(Number.self)) else { throw mismatch(Number.self) }
        return value
    }
}

extension Array where Element == [UInt8]? {
    /// The elements as read by `transform`; nil when one is NULL or can't be read.
    fileprivate func allPresent<Value>(_ transform: ([UInt8]) -> Value?) -> [Value]? {
        var values: [Value] = []
        values.reserveCapacity(count)
        for element in self {
            guard let element, let value = transform(element) else { return nil }
            values.append(value)
        }
        return values
    }
}
