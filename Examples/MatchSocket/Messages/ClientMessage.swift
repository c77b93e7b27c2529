import Contracts

/// What a client says to a match server: one JSON object a line, or a WebSocket text.
public enum ClientMessage: Sendable, Hashable {
    /// First, within five seconds: which match, and the pass that `MatchConfirmed` gave for it.
    case authenticate(matchID: MatchID, cookie: String)
    /// Everything is loaded, the match may start.
    case loadMatchComplete
    /// What the game itself defines.
    case game(GameMessage)
}

extension ClientMessage: Codable {
    private enum CodingKeys: String, CodingKey {
        case type, cookie
        case matchID = "matchId"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(String.self, forKey: .type) {
        case "Authenticate":
            self = .authenticate(
                matchID: try container.decode(MatchID.self, forKey: .matchID),
                cookie: try container.decode(String.self, forKey: .cookie))
        case "LoadMatchComplete": self = .loadMatchComplete
        default: self = .game(try GameMessage(from: decoder))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .authenticate(let matchID, let cookie):
            try container.encode("Authenticate", forKey: .type)
            try container.encode(matchID, forKey: .matchID)
            try container.encode(cookie, forKey: .cookie)
        case .loadMatchComplete: try container.encode("LoadMatchComplete", forKey: .type)
        case .game(let message): try message.encode(to: encoder)
        }
    }
}
