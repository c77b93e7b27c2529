import FoundationEssentials

/// JSON as messages, events and answers are written and read: that of Foundation, which keeps a ``JSONText`` to the letter.
public enum VerbatimJSON {
    /// Throws what the encoder throws.
    public static func encode(
        _ value: some Encodable, formatting: JSONEncoder.OutputFormatting = []
    ) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        let splices = VerbatimSplices()
        encoder.userInfo[.verbatimSplices] = splices
        return splices.fill(try encoder.encode(value))
    }

    /// Throws what the decoder throws.
    public static func decode<Value: Decodable>(_ type: Value.Type, from json: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.userInfo[.verbatimSource] = VerbatimSource(json: json)
        return try decoder.decode(type, from: json)
    }
}

extension CodingUserInfoKey {
    static let verbatimSource = Self("muster.verbatim.source")
    static let verbatimSplices = Self("muster.verbatim.splices")

    private init(_ name: String) {
        guard let key = Self(rawValue: name) else { preconditionFailure("any text can be a key") }
        self = key
    }
}
