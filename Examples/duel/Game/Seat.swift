/// One player's place at the table.
public struct Seat: Codable, Sendable, Hashable {
    public var nickname: String
    /// Players of one faction win and lose together.
    public var faction: String

    public init(nickname: String, faction: String) {
        self.nickname = nickname
        self.faction = faction
    }
}

/// How a player did: 1 is best, equal numbers are ties.
public struct Standing: Codable, Sendable, Hashable {
    public var nickname: String
    public var placement: Int

    public init(nickname: String, placement: Int) {
        self.nickname = nickname
        self.placement = placement
    }
}
