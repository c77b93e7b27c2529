import Contracts

extension JSONFault: Error {}

/// The state of reading one JSON text.
struct JSONFileReader {
    private let bytes: [UInt8]
    private var position = 0
    /// Member names and indexes from the root to where reading is.
    private var path: [String] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONFault) -> JSONValue {
        try skipSpace()
        let value = try value()
        try skipSpace()
        guard position == bytes.count else { throw syntaxFault("has something after its end") }
        return value
    }

    private mutating func value() throws(JSONFault) -> JSONValue {
        guard let byte = peek else { throw syntaxFault("ends too early") }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw syntaxFault("has no value")
        }
    }

    private mutating func object() throws(JSONFault) -> JSONValue {
        var members: [String: JSONValue] = [:]
        try elements(until: UInt8(ascii: "}")) { (reader) throws(JSONFault) in
            guard reader.peek == UInt8(ascii: "\"") else { throw reader.syntaxFault("has no name of a member") }
            let name = try reader.string()
            try reader.skipSpace()
            guard reader.take(UInt8(ascii: ":")) else { throw reader.syntaxFault("has no ':' after a name") }
            try reader.skipSpace()
            reader.path.append(".\(name)")
            guard members[name] == nil else { throw JSONFault(reader.here, "stands a second time\(reader.place)") }
            members[name] = try reader.value()
            reader.path.removeLast()
        }
        return .object(members)
    }

    private mutating func array() throws(JSONFault) -> JSONValue {
        var values: [JSONValue] = []
        try elements(until: UInt8(ascii: "]")) { (reader) throws(JSONFault) in
            reader.path.append("[\(values.count)]")
            values.append(try reader.value())
            reader.path.removeLast()
        }
        return .array(values)
    }

    /// Reads what stands between brackets, with commas between the elements.
    private mutating func elements(
        until end: UInt8, _ element: (inout JSONFileReader) throws(JSONFault) -> Void
    ) throws(JSONFault) {
        guard path.count < RuleSetLimits.jsonDepth else {
            throw JSONFault(here, "lies more than \(RuleSetLimits.jsonDepth) levels deep")
        }
        position += 1
        try skipSpace()
        if take(end) { return }
        while true {
            try element(&self)
            try skipSpace()
            if take(end) { return }
            guard take(UInt8(ascii: ",")) else {
                throw syntaxFault("has no ',' or '\(Character(Unicode.Scalar(end)))'")
            }
            try skipSpace()
            if take(end) { return }
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw syntaxFault("has no value") }
        position += text.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        let integer = digits()
        var isInteger = true
        guard integer.count == 1 || (integer.count > 1 && integer.first != UInt8(ascii: "0")) else {
            throw syntaxFault("has a number that is none")
        }
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard !digits().isEmpty else { throw syntaxFault("has a number that is none") }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard !digits().isEmpty else { throw syntaxFault("has a number that is none") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else { throw JSONFault(here, "is too large a number") }
        return .number(number)
    }

    private mutating func digits() -> ArraySlice<UInt8> {
        let start = position
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return bytes[start..<position]
    }
}

// MARK: - Strings, space and faults

extension JSONFileReader {
    private mutating func string() throws(JSONFault) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += try escaped()
            case 0..<32: throw syntaxFault("has a control character in a text")
            default: text.append(byte)
            }
        }
        throw syntaxFault("ends within a text")
    }

    private mutating func escaped() throws(JSONFault) -> [UInt8] {
        guard let byte = peek else { throw syntaxFault("ends within a text") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
        default: throw syntaxFault("has an escape that is none")
        }
    }

    private mutating func scalar() throws(JSONFault) -> Character {
        let first = try codeUnit()
        var value = UInt32(first)
        if UTF16.isLeadSurrogate(first) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw syntaxFault("has half a surrogate pair")
            }
            let second = try codeUnit()
            guard UTF16.isTrailSurrogate(second) else { throw syntaxFault("has half a surrogate pair") }
            value = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw syntaxFault("has half a surrogate pair") }
        return Character(scalar)
    }

    private mutating func codeUnit() throws(JSONFault) -> UInt16 {
        guard position + 4 <= bytes.count,
            bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw syntaxFault("has an escape that is none") }
        position += 4
        return unit
    }

    private mutating func skipSpace() throws(JSONFault) {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "/"):
                guard bytes[position...].starts(with: [UInt8(ascii: "/"), UInt8(ascii: "/")]) else {
                    throw syntaxFault("has a '/' that begins no comment")
                }
                while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
            default: return
            }
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private var here: String { "$" + path.joined() }

    /// Where in the text reading is.
    private var place: String {
        let before = bytes[..<position]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = position - (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1)
        return ", line \(line) column \(column)"
    }

    private func syntaxFault(_ message: String) -> JSONFault {
        JSONFault(here, "is not JSON: \(message)\(place)")
    }
}
