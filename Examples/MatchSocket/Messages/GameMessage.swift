import Contracts
import FoundationEssentials

/// A message of the game that is played over the socket: a JSON object with a `type` that the socket itself doesn't know.
public struct GameMessage: Sendable, Hashable, Codable {
    public var type: String
    /// The object's members, `type` among them.
    public let members: [String: JSONValue]

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let members = try container.decode([String: JSONValue].self)
        guard let type = members["type"]?.string else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a message without a type")
        }
        self.type = type
        self.members = members
    }

    /// The message that `body` encodes as, which must be an object with a `type`.
    public init(_ body: some Encodable) throws {
        self = try JSONDecoder().decode(GameMessage.self, from: JSONEncoder().encode(body))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(members)
    }

    /// The message as the game's own type. Throws `DecodingError` where it isn't one.
    public func decoded<Body: Decodable>(as type: Body.Type = Body.self) throws -> Body {
        try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
    }
}
