import Contracts

/// A message with every member set, and the name under which its recorded JSON is kept.
public struct RecordedSample: Sendable {
    public let name: String
    public let value: any Codable & Sendable

    public init(_ name: String, _ value: any Codable & Sendable) {
        self.name = name
        self.value = value
    }

    /// The JSON of the value.
    func json() throws -> JSONValue { try Self.json(of: value) }

    /// What is left of a JSON text after it was read as this type and written again. Throws what the decoder throws.
    func passed(_ json: JSONValue) throws -> JSONValue { try Self.pass(json, like: value) }

    private static func pass<Message: Codable>(_ json: JSONValue, like _: Message) throws -> JSONValue {
        try Self.json(of: try RecordedJSON.decode(Message.self, from: try RecordedJSON.data(json)))
    }

    private static func json(of value: some Encodable) throws -> JSONValue {
        try RecordedJSON.decode(JSONValue.self, from: try RecordedJSON.data(value))
    }
}
