import Contracts
import Postgres
import RatingsCore

/// A place on a leaderboard: a player's as it was when it was told. It stays a place when the player has moved on.
struct LeaderboardCursor: Sendable, Hashable {
    var season: Int
    var rating: Double
    var playerID: PlayerID

    var bucket: Int { RankScale.bucket(of: rating) }

    init(season: Int, rating: Double, playerID: PlayerID) {
        self.season = season
        self.rating = rating
        self.playerID = playerID
    }

    /// `<season>.<rating's bits, hexadecimal>.<player>`; `nil` for what is none.
    init?(text: String) {
        let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let season = Int(parts[0]), (0...Int(Int32.max)).contains(season),
            let bits = UInt64(parts[1], radix: 16), (1...64).contains(parts[2].utf8.count), !parts[2].contains("\0")
        else { return nil }
        let rating = Double(bitPattern: bits)
        guard rating.isFinite else { return nil }
        self.init(season: season, rating: rating, playerID: PlayerID(String(parts[2])))
    }

    var text: String { "\(season).\(String(rating.bitPattern, radix: 16)).\(playerID)" }
}
