import FoundationEssentials

/// What can be sent as a parameter of a statement.
///
/// A type whose raw value can be sent needs only say so: `extension TicketID: PostgresEncodable {}`.
public protocol PostgresEncodable {
    /// The value in the form the server takes; the server decides on the type by the place the parameter stands in.
    var postgresParameter: PostgresParameter { get }
}

extension PostgresParameter: PostgresEncodable {
    public var postgresParameter: PostgresParameter { self }
}

extension String: PostgresEncodable {
    public var postgresParameter: PostgresParameter { .text(self) }
}

extension Int: PostgresEncodable {
    public var postgresParameter: PostgresParameter { .text(String(self)) }
}

extension Int32: PostgresEncodable {
    public var postgresParameter: PostgresParameter { .text(String(self)) }
}

extension Int64: PostgresEncodable {
    public var postgresParameter: PostgresParameter { .text(String(self)) }
}

extension Double: PostgresEncodable {
    public var postgresParameter: PostgresParameter {
        if isFinite { return .text(description) }
        return .text(isNaN ? "NaN" : self < 0 ? "-Infinity" : "Infinity")
    }
}

extension Bool: PostgresEncodable {
    public var postgresParameter: PostgresParameter { .text(self ? "t" : "f") }
}

extension Date: PostgresEncodable {
    /// A `timestamptz`, to the microsecond.
    public var postgresParameter: PostgresParameter { .text(PostgresTimestamp(self).text) }
}

extension Duration: PostgresEncodable {
    /// An `interval`, to the microsecond.
    public var postgresParameter: PostgresParameter {
        let (seconds, attoseconds) = components
        return .text("\(seconds * 1_000_000 + attoseconds / 1_000_000_000_000) microseconds")
    }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    public var postgresParameter: PostgresParameter { self?.postgresParameter ?? .null }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
    /// A one-dimensional array for `$1::text[]`, `$1::int8[]` and so on; `[UInt8]` is bytes, not an array.
    public var postgresParameter: PostgresParameter {
        // Not by the cast alone: an empty array of anything is an empty array of bytes.
        if Element.self == UInt8.self, let bytes = self as? [UInt8] { return .binary(bytes) }
        return .text(PostgresArrayText.encode(map(\.postgresParameter)))
    }
}

extension UInt8: PostgresEncodable {
    public var postgresParameter: PostgresParameter { .text(String(self)) }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    /// What the raw value is sent as.
    public var postgresParameter: PostgresParameter { rawValue.postgresParameter }
}
