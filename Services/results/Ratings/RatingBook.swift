import Contracts

/// The present ratings of some players, and what matches make of them one after another.
public struct RatingBook: Sendable, Hashable {
    /// The season that the matches count for, by number and name.
    public let seasonNumber: Int
    public let season: String
    private var standings: [Key: PlayerStanding] = [:]
    /// The last change of each player's rating in each mode.
    public private(set) var changes: [Key: RatingChanged.Change] = [:]

    /// A player in a mode.
    public struct Key: Sendable, Hashable, Comparable {
        public var mode: ModeName
        public var playerID: PlayerID

        public init(mode: ModeName, playerID: PlayerID) {
            self.mode = mode
            self.playerID = playerID
        }

        public static func < (one: Key, other: Key) -> Bool { (one.mode, one.playerID) < (other.mode, other.playerID) }
    }

    public init(seasonNumber: Int, season: String) {
        self.seasonNumber = seasonNumber
        self.season = season
    }

    /// What is known of a player by now; `nil` for somebody who wasn't entered.
    public func standing(of key: Key) -> PlayerStanding? { standings[key] }

    /// Enters what is known of a player.
    public mutating func enter(_ standing: PlayerStanding, of key: Key) { standings[key] = standing }

    /// Rates a match that has ended; what it changes, in the order of its players. `nil` when there is nothing to be learnt of
    /// it.
    public mutating func rate(_ match: MatchRecord, by rules: RatingRules) -> [RatingChanged.Change]? {
        var before: [PlayerID: PlayerStanding] = [:]
        for player in match.players {
            before[player.playerID] = standings[Key(mode: match.mode, playerID: player.playerID)]
        }
        guard let made = rules.changes(by: match, before: before) else { return nil }
        for change in made {
            let key = Key(mode: match.mode, playerID: change.playerID)
            standings[key] = PlayerStanding(skill: Skill(change.after), matches: change.matches)
            changes[key] = change
        }
        return made
    }
}
