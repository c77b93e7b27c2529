// What the game says over the match socket, beside the socket's own messages.

/// Server to client: throw now.
public struct RoundStarted: Codable, Sendable, Hashable {
    public static let name = "Round"
    public var type = Self.name
    /// From 1.
    public var round: Int
    /// How many there will be at least.
    public var of: Int

    public init(round: Int, of: Int) {
        self.round = round
        self.of = of
    }
}

/// Client to server: this is mine. Counts once a round.
public struct ThrowMade: Codable, Sendable, Hashable {
    public static let name = "Throw"
    public var type = Self.name
    public var round: Int
    public var `throw`: Throw

    public init(round: Int, throw: Throw) {
        self.round = round
        self.throw = `throw`
    }
}

/// Server to client: what was thrown, and how it stands.
public struct RoundEnded: Codable, Sendable, Hashable {
    public struct Shown: Codable, Sendable, Hashable {
        public var nickname: String
        /// `nil`: nothing in time.
        public var `throw`: Throw?

        public init(nickname: String, throw: Throw?) {
            self.nickname = nickname
            self.throw = `throw`
        }
    }

    public static let name = "RoundResult"
    public var type = Self.name
    public var round: Int
    public var shown: [Shown]
    /// By faction, so far.
    public var points: [String: Int]

    public init(round: Int, shown: [Shown], points: [String: Int]) {
        self.round = round
        self.shown = shown
        self.points = points
    }
}

/// Server to client: the end.
public struct GameOver: Codable, Sendable, Hashable {
    public static let name = "GameOver"
    public var type = Self.name
    public var outcome: [Standing]
    /// By faction.
    public var points: [String: Int]

    /// A faction's placement is one more than the number of factions with more points.
    public init(seats: [Seat], points: [String: Int]) {
        outcome = seats.map { seat in
            let own = points[seat.faction] ?? 0
            return Standing(nickname: seat.nickname, placement: 1 + points.values.count { $0 > own })
        }
        self.points = points
    }
}
