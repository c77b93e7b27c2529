/// A number, or a string that holds one, as clients of seed 001 send both.
public struct LooseNumber: Codable, Sendable, Hashable {
    /// Always finite.
    public var value: Double

    public init(_ value: Double) { self.value = value }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {  // trying the kinds is how Decoder asks what is there
            value = number
            return
        }
        let text = try container.decode(String.self)
        // `Double` also reads hexadecimal, infinity and NaN.
        guard text.utf8.count <= 32, text.utf8.allSatisfy({ Self.characters.contains($0) }), let number = Double(text),
            number.isFinite
        else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a number") }
        value = number
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    private static let characters = Set("0123456789+-.eE".utf8)
}
