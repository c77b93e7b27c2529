/// An answer of Redis, or a part of one.
public enum RedisValue: Sendable, Hashable {
    case null
    case integer(Int64)
    /// A short text of the protocol itself, such as `OK`.
    case status(String)
    /// What is stored: any bytes.
    case bytes([UInt8])
    case array([RedisValue])
    /// A refusal within an array; one that is a whole answer is thrown.
    case error(String)

    /// The text of bytes or a status; nil for everything else.
    public var string: String? {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .status(let text): text
        case .null, .integer, .array, .error: nil
        }
    }

    /// An integer, also from its decimal text; nil for everything else.
    public var int: Int? {
        switch self {
        case .integer(let number): Int(exactly: number)
        case .bytes, .status: string.flatMap { Int($0) }
        case .null, .array, .error: nil
        }
    }

    /// The bytes of a stored value; nil for everything else.
    public var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// The elements of an array; nil for everything else.
    public var array: [RedisValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// True when there was nothing to give.
    public var isNull: Bool { self == .null }

    /// The text, or the error that says what came instead.
    public func requireString() throws(RedisError) -> String {
        guard let string else { throw RedisError(.decoding, "expected a text, got \(self)") }
        return string
    }

    /// The integer, or the error that says what came instead.
    public func requireInt() throws(RedisError) -> Int {
        guard let int else { throw RedisError(.decoding, "expected an integer, got \(self)") }
        return int
    }

    /// The elements, or the error that says what came instead.
    public func requireArray() throws(RedisError) -> [RedisValue] {
        guard let array else { throw RedisError(.decoding, "expected an array, got \(self)") }
        return array
    }
}
