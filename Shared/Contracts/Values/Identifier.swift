/// An identifier: a string that is never mistaken for another kind of string. On the wire it is the bare string.
public protocol Identifier: RawRepresentable<String>, Codable, Sendable, Hashable, Comparable,
    CodingKeyRepresentable, CustomStringConvertible, ExpressibleByStringLiteral
{
    init(rawValue: String)
}

extension Identifier {
    public init(_ rawValue: String) { self.init(rawValue: rawValue) }
    public init(stringLiteral value: String) { self.init(rawValue: value) }
    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A user for life, whatever becomes of the name.
public struct PlayerID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One request of one or several players for a match. Carries its shard.
public struct TicketID: ShardedIdentifier {
    public static let prefix = "t"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A match, from its proposal to its end. Carries its shard.
public struct MatchID: ShardedIdentifier {
    public static let prefix = "m"
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// Some players who look for matches together.
public struct PartyID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// A command, the same over all retries of it, so that it is carried out at most once.
public struct CommandID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One running gateway process; names its queue for player messages.
public struct GatewayID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// One running queue worker process.
public struct WorkerID: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// The name of a mode, as its mode file says it.
public struct ModeName: Identifier {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}
