/// What a match server says to a client: one JSON object a line, or a WebSocket text.
public enum ServerMessage: Sendable, Hashable {
    /// All have loaded, or the time for it is over: the match starts.
    case matchStarting
    /// Why the server is about to close the socket.
    case problem(detail: String)
    /// What the game itself defines.
    case game(GameMessage)
}

extension ServerMessage: Codable {
    private enum CodingKeys: String, CodingKey { case type, detail }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "MatchStarting": self = .matchStarting
        case "Problem": self = .problem(detail: try container.decodeIfPresent(String.self, forKey: .detail) ?? "")
        default: self = .game(try GameMessage(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .matchStarting: try container.encode("MatchStarting", forKey: .type)
        case .problem(let detail):
            try container.encode("Problem", forKey: .type)
            try container.encode(detail, forKey: .detail)
        case .game(let message): try message.encode(to: encoder)
        }
    }
}
