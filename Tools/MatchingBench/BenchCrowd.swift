import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore

/// Tickets as a large game would send them: each player with five attributes, and with the latencies of the four regions
/// nearest to him. The same for the same seed.
struct BenchCrowd {
    private var random: SeededGenerator
    private var count = 0
    let regions: [String]
    let playlists: Int
    let details: EngineBench.Details

    /// - Parameters:
    ///   - playlists: how many kinds of match players ask for, so that not everybody can meet everybody.
    ///   - details: what each of them brings.
    init(seed: UInt64, playlists: Int, regions: Int = 12, details: EngineBench.Details = .everything) {
        random = SeededGenerator(seed: seed)
        self.playlists = playlists
        self.details = details
        self.regions = (0..<regions).map { "region-\($0)" }
    }

    static let attributes: [JSONValue] = [
        .object(["name": .string("skill"), "type": .string("number")]),
        .object(["name": .string("level"), "type": .string("number")]),
        .object(["name": .string("playlist"), "type": .string("string")]),
        .object(["name": .string("platform"), "type": .string("string")]),
        .object(["name": .string("maps"), "type": .string("string_list")]),
    ]

    private static let platforms = ["pc", "console"]
    private static let maps = ["harbour", "desert", "station", "village", "canyon", "tower"]

    mutating func entry(mode: ModeName, size: Int = 1, at now: Timestamp) -> SearchEntry {
        count += 1
        let id = TicketID("t00" + RandomText.base32(length: 20, using: &random))
        let skill = skill()
        let playlist = "playlist-\(Int.random(in: 0..<playlists, using: &random))"
        let home = Int.random(in: 0..<regions.count, using: &random)
        let players = (0..<size).map { _ in player(skill: skill, playlist: playlist, home: home) }
        return SearchEntry(ticketID: id, players: players, enqueuedAt: now, modes: [mode])
    }

    private mutating func player(skill: Double, playlist: String, home: Int) -> TicketPlayer {
        let id = RandomText.base32(length: 20, using: &random)
        if details == .nothing { return TicketPlayer(playerID: PlayerID(id), username: id) }
        let rating: [String: JSONValue] = [
            "skill": .number((skill + normal() * 60).rounded()), "playlist": .string(playlist),
        ]
        if details == .rating { return TicketPlayer(playerID: PlayerID(id), username: id, attributes: rating) }
        let first = Int.random(in: 0..<Self.maps.count, using: &random)
        let others: [String: JSONValue] = [
            "level": .integer(Int64.random(in: 1...100, using: &random)),
            "platform": .string(Self.platforms[Int.random(in: 0..<2, using: &random)]),
            "maps": .array((0..<3).map { .string(Self.maps[(first + $0) % Self.maps.count]) }),
        ]
        var latencies: [String: Double] = [:]
        for step in 0..<4 {
            latencies[regions[(home + step) % regions.count]] =
                Double(20 + 35 * step) + Double.random(in: 0..<30, using: &random).rounded()
        }
        return TicketPlayer(
            playerID: PlayerID(id), username: id, attributes: rating.merging(others) { rating, _ in rating },
            latencies: latencies)
    }

    /// As ratings are: most in the middle.
    private mutating func skill() -> Double { min(3000, max(0, 1500 + normal() * 400)) }

    /// The sum of twelve, which is near enough.
    private mutating func normal() -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }

    /// Parties of one to five, most of one.
    mutating func partySize() -> Int {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<60: 1
        case 60..<80: 2
        case 80..<90: 3
        case 90..<95: 4
        default: 5
        }
    }
}
