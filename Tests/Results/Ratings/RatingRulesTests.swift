import Contracts
import RatingsCore
import Testing

@Suite struct RatingRulesTests {
    private let rules = RatingRules()

    private func match(_ players: [(name: String, faction: String, placement: Int?)]) -> MatchRecord {
        MatchRecord(
            matchID: "m0aabcdefghjkmnpqrstvwx", mode: "duel", state: .completed, region: nil, address: "127.0.0.1:1",
            createdAt: "", completedAt: nil,
            players: players.map {
                .init(
                    playerID: PlayerID("p" + $0.name), nickname: $0.name, faction: $0.faction, placement: $0.placement)
            },
            custom: nil)
    }

    @Test("A player's rating is mu less three sigma; a newcomer's is 0")
    func rating() {
        #expect(Skill(mu: 30, sigma: 4).rating == 18)
        #expect(abs(rules.model.prior.rating) < 1e-12)
    }

    @Test("Players of a faction are a side, wherever they stand in the list; its place is the mean of theirs")
    func sides() throws {
        let standings = try #require(
            Standings([("red", 1), ("blue", 4), ("green", 3), ("red", 2), ("green", 1), ("green", 2), ("blue", 2)]))
        #expect(standings.sides == [[0, 3], [1, 6], [2, 4, 5]])
        #expect(standings.places == [1.5, 3, 2])
        // Means of sides of different sizes tie exactly.
        #expect(Standings([("a", 1), ("b", 1), ("b", 1), ("b", 1)])?.places == [1, 1])
    }

    @Test("A match of one side, or with somebody unplaced, teaches nothing")
    func unrated() {
        #expect(Standings([("red", 1), ("red", 2)]) == nil)
        #expect(Standings([("red", 1), ("blue", nil)]) == nil)
        #expect(Standings([]) == nil)
        #expect(rules.changes(by: match([("ann", "red", 1), ("bob", "red", 1)]), before: [:]) == nil)
        var abandoned = match([("ann", "red", 1), ("bob", "blue", 2)])
        abandoned.state = .abandoned
        #expect(rules.changes(by: abandoned, before: [:]) == nil)
    }

    @Test("Changes come in the order of the players, from what was known of them, and count the match")
    func changes() throws {
        let veteran = PlayerStanding(skill: Skill(mu: 31, sigma: 2), matches: 17)
        let played = match([("ann", "red", 2), ("bob", "blue", 1), ("cid", "red", 2)])
        let changes = try #require(rules.changes(by: played, before: ["pbob": veteran]))
        #expect(changes.map(\.nickname) == ["ann", "bob", "cid"])
        #expect(changes.map(\.matches) == [1, 18, 1])
        #expect(changes[1].before == RatingChanged.Value(veteran.skill))
        let expected = rules.model.rate(
            [[rules.model.prior, rules.model.prior], [veteran.skill]], places: [2, 1])
        #expect(changes.map(\.after) == [expected[0][0], expected[1][0], expected[0][1]].map { .init($0) })
        #expect(changes[1].after.rating == changes[1].after.mu - 3 * changes[1].after.sigma)
    }

    @Test("A season moves a skill a quarter of the way back and makes it less certain, once for each that began")
    func seasons() {
        let prior = rules.model.prior
        let skill = Skill(mu: 33, sigma: 1)
        #expect(rules.opening(after: nil, seasons: 3) == prior)
        #expect(rules.opening(after: skill, seasons: 0) == skill)
        let once = rules.opening(after: skill, seasons: 1)
        #expect(once.mu == 31)
        #expect(once.sigma == (1 + 25.0 / 6 * 25.0 / 6).squareRoot())
        #expect(rules.opening(after: skill, seasons: 2) == rules.opening(after: once, seasons: 1))
        let long = rules.opening(after: skill, seasons: 100)
        #expect(abs(long.mu - prior.mu) < 1e-9 && long.sigma == prior.sigma)
    }

    @Test("Buckets follow ratings, each level a sixty-fourth of the coarser, and hold what is off the scale")
    func buckets() {
        let ratings = [-1e300, -131.08, -131.072, -0.0005, 0, 0.0009, 0.001, 24.9999, 25, 131.0719, 131.08, 1e300]
        let buckets = ratings.map(RankScale.bucket)
        #expect(buckets == buckets.sorted())
        #expect(buckets.first == 0 && buckets.last == 262_143)
        #expect(RankScale.bucket(of: 0) == 131_072)
        #expect(RankScale.bucket(of: -0.0005) == 131_071)
        #expect(RankScale.bucket(of: 0.0009) == RankScale.bucket(of: 0))
        #expect(1 << (RankScale.bits * RankScale.levels) == 262_144)
    }
}
