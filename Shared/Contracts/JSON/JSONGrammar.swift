/// Checks that a text is JSON as RFC 8259 has it, and can be read in one way only (RFC 7493): UTF-8, no member twice, no
/// half of a surrogate pair.
///
/// Foundation's decoder takes commas at the end of lists and objects, skips over numbers that nobody asks for, guesses
/// UTF-16, takes one of two members of the same name, and reads nested values by recursion; so a body goes through here
/// before. A byte order mark is passed over.
public struct JSONGrammar {
    /// What is wrong with a text.
    public enum Fault: Error, Hashable {
        case notUTF8
        /// At this byte, from 0.
        case malformed(Int)
        /// More than ``deepest`` arrays and objects in one another.
        case nestedTooDeeply
        case repeatedMember(String)
    }

    /// Arrays and objects in one another.
    public static let deepest = 64

    private let bytes: [UInt8]
    private var position = 0

    /// Throws the first fault of a text.
    public static func check(_ bytes: [UInt8]) throws(Fault) {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .notUTF8 }
        var grammar = JSONGrammar(bytes: bytes)
        try grammar.text()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func text() throws(Fault) {
        try value(depth: 0)
        space()
        if next != nil { throw .malformed(position) }
    }

    private mutating func value(depth: Int) throws(Fault) {
        space()
        switch next {
        case UInt8(ascii: "{"): try object(depth: depth + 1)
        case UInt8(ascii: "["): try array(depth: depth + 1)
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func object(depth: Int) throws(Fault) {
        guard depth <= Self.deepest else { throw .nestedTooDeeply }
        position += 1
        space()
        if take("}") { return }
        var names: Set<[UInt8]> = []
        repeat {
            space()
            guard next == UInt8(ascii: "\"") else { throw .malformed(position) }
            let name = try string()
            guard names.insert(name).inserted else { throw .repeatedMember(String(decoding: name, as: UTF8.self)) }
            space()
            guard take(":") else { throw .malformed(position) }
            try value(depth: depth)
            space()
        } while take(",")
        guard take("}") else { throw .malformed(position) }
    }

    private mutating func array(depth: Int) throws(Fault) {
        guard depth <= Self.deepest else { throw .nestedTooDeeply }
        position += 1
        space()
        if take("]") { return }
        repeat {
            try value(depth: depth)
            space()
        } while take(",")
        guard take("]") else { throw .malformed(position) }
    }

    /// Reads a string; its text, without escapes.
    private mutating func string() throws(Fault) -> [UInt8] {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"): text += String(try escaped()).utf8
            case 0..<0x20: throw .malformed(position - 1)
            default: text.append(byte)
            }
        }
        throw .malformed(position)
    }

    /// What follows a backslash.
    private mutating func escaped() throws(Fault) -> Unicode.Scalar {
        guard let byte = next else { throw .malformed(position) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar()
        default: throw .malformed(position - 1)
        }
    }

    /// What four digits stand for, or twice four when they are half of a pair.
    private mutating func scalar() throws(Fault) -> Unicode.Scalar {
        let start = position
        var code = try fourDigits()
        if (0xd800..<0xdc00).contains(code) {
            guard take("\\"), take("u") else { throw .malformed(start) }
            let low = try fourDigits()
            guard (0xdc00..<0xe000).contains(low) else { throw .malformed(start) }
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw .malformed(start) }
        return scalar
    }

    private mutating func fourDigits() throws(Fault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap(Self.hexadecimal) else { throw .malformed(position) }
            code = code << 4 | digit
            position += 1
        }
        return code
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46: UInt32(byte - 0x41 + 10)
        case 0x61...0x66: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    private mutating func number() throws(Fault) {
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
    }

    private mutating func digits() throws(Fault) {
        let start = position
        while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
        if position == start { throw .malformed(position) }
    }

    private mutating func word(_ text: StaticString) throws(Fault) {
        for offset in 0..<text.utf8CodeUnitCount {
            guard next == text.utf8Start[offset] else { throw .malformed(position) }
            position += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func space() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }
}
