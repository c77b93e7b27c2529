/// Tells a trace from all others; 16 bytes, not all zero.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    public static func random(using generator: inout some RandomNumberGenerator) -> TraceID {
        TraceID(
            high: .random(in: .min ... .max, using: &generator), low: .random(in: 1 ... .max, using: &generator))
    }

    /// 32 hexadecimal digits.
    public var description: String { Hexadecimal.text(high, digits: 16) + Hexadecimal.text(low, digits: 16) }
}

/// Tells a span from all others of its trace; 8 bytes, not all zero.
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    private let value: UInt64

    init(_ value: UInt64) { self.value = value }

    public static func random(using generator: inout some RandomNumberGenerator) -> SpanID {
        SpanID(.random(in: 1 ... .max, using: &generator))
    }

    /// 16 hexadecimal digits.
    public var description: String { Hexadecimal.text(value, digits: 16) }
}

/// What whoever began a trace has decided about it.
public struct TraceFlags: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The caller may have recorded it.
    public static let sampled = TraceFlags(rawValue: 1)
}

/// Lower-case digits, as the recommendation wants them.
enum Hexadecimal {
    /// `nil` when another character is among them.
    static func value(of digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }

    static func text(_ value: UInt64, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
