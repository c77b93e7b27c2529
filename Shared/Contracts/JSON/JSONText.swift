import FoundationEssentials

/// JSON that is none of our business and is handed on as it came: the order of members, the spelling of numbers and strings,
/// the spaces.
///
/// In JSON it is the value itself. ``VerbatimJSON`` reads and writes it to the letter; other coders keep its meaning only.
public struct JSONText: Codable, Sendable, Hashable {
    /// JSON as RFC 8259 has it, without spaces around it.
    public let text: String

    /// - Throws: what is wrong with the text, if it isn't JSON that can be read in one way only.
    public init(_ text: String) throws(JSONGrammar.Fault) {
        try JSONGrammar.check(Array(text.utf8))
        self.init(trusting: text)
    }

    /// Of text that was checked before it was stored or sent.
    public init(trusting text: String) {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
        let inner = text.utf8.drop(while: isSpace)
        let end = inner.lastIndex { !isSpace($0) }.map { inner.index(after: $0) } ?? inner.startIndex
        self.text = String(inner[..<end]) ?? text
    }

    /// Throws what the encoder throws: only numbers that aren't finite can't be written.
    public init(of value: some Encodable) throws {
        self.init(trusting: String(decoding: try VerbatimJSON.encode(value), as: UTF8.self))
    }

    public static let null = JSONText(trusting: "null")

    public init(from decoder: any Decoder) throws {
        if let source = decoder.userInfo[.verbatimSource] as? VerbatimSource,
            let text = source.text(at: decoder.codingPath)
        {
            self.init(trusting: text)
        } else {
            let value = try JSONValue(from: decoder)
            try self.init(of: value)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        if let splices = encoder.userInfo[.verbatimSplices] as? VerbatimSplices {
            var container = encoder.singleValueContainer()
            try container.encode(splices.placeholder(for: text))
        } else {
            try value().encode(to: encoder)
        }
    }

    /// What it means. Throws what the decoder throws: there are numbers that no `Double` holds.
    public func value() throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    /// Whether both mean the same, however they are written.
    public func means(_ other: JSONText) -> Bool {
        if text == other.text { return true }
        do { return try value() == other.value() } catch { return false }  // what can't be read is only like itself
    }
}
