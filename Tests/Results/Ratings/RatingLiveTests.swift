import Contracts
import Postgres
import RatingsCore
import TestKit
import Testing

@testable import ResultsService

@Suite("Ratings by results", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct RatingLiveTests {
    private let rules = RatingRules()

    private func match(_ number: Int, _ nicknames: [String] = ["magda", "juri"]) -> MatchConfirmation {
        Confirmations.duel(Confirmations.id(number), nicknames: nicknames)
    }

    @Test("A result rates its players; the change stands in the events, the match and the ratings")
    func rated() async throws {
        try await IntakeFixture.with { results in
            let first = match(1)
            try await results.desk.confirm(first)
            #expect(try await results.report(Confirmations.report(first, placements: [2, 1])) == nil)
            let expected = rules.model.rate([[rules.model.prior], [rules.model.prior]], places: [2, 1])
            let record = try await results.record(first.matchID)
            #expect(record.players.map(\.ratingBefore) == [rules.model.prior.rating, rules.model.prior.rating])
            #expect(record.players.map(\.ratingAfter) == [expected[0][0].rating, expected[1][0].rating])

            let recorded: MatchResultRecorded = try await results.event(MatchResultRecorded.type)
            #expect(recorded.match == record)
            #expect(
                recorded.ratings == [
                    PlayerStanding(skill: expected[0][0], matches: 1).rating(of: "pmagda", mode: "duel"),
                    PlayerStanding(skill: expected[1][0], matches: 1).rating(of: "pjuri", mode: "duel"),
                ])
            let changed: RatingChanged = try await results.event(RatingChanged.type)
            #expect(changed.season == "preseason")
            #expect(changed.changes.map(\.after) == [.init(expected[0][0]), .init(expected[1][0])])
            #expect(changed.changes.map(\.nickname) == ["magda", "juri"])

            let second = match(2, ["juri", "eva"])
            try await results.desk.confirm(second)
            #expect(try await results.report(Confirmations.report(second)) == nil)
            let after = rules.model.rate([[expected[1][0]], [rules.model.prior]], places: [1, 2])
            let juri = try await results.ratings(of: "pjuri")
            #expect(juri == [PlayerStanding(skill: after[0][0], matches: 2).rating(of: "pjuri", mode: "duel")])
        }
    }

    @Test("Scores, flags and teams of different sizes: kept, and rated by what they mean")
    func scores() async throws {
        try await IntakeFixture.with { results in
            let played = match(1, ["ann", "bob", "cid"])  // red, blue, red
            try await results.desk.confirm(played)
            let report = ReportMatch(
                serverUser: played.serverUser, matchID: played.matchID,
                outcome: [
                    .init(nickname: "bob", placement: 1, score: 7.25, disconnected: true),
                    .init(nickname: "ann", placement: 1, score: 9.5, quit: true),
                    .init(nickname: "cid", placement: 1, score: 9.5),
                ], custom: nil)
            #expect(try await results.report(report) == nil)
            #expect(try await results.report(report) == nil)
            let players = try await results.record(played.matchID).players
            #expect(players.map(\.placement) == [1, 3, 1])
            #expect(players.map(\.score) == [9.5, 7.25, 9.5])
            #expect(players.map(\.quit) == [true, nil, nil])
            #expect(players.map(\.disconnected) == [nil, true, nil])
            let prior = rules.model.prior
            let expected = rules.model.rate([[prior, prior], [prior]], places: [1, 2])
            #expect(
                players.map(\.ratingAfter) == [expected[0][0].rating, expected[1][0].rating, expected[0][1].rating])
            var other = report
            other.outcome[0].score = 7.5
            #expect(try await results.report(other) == .conflict)
            var mixed = report
            mixed.outcome[0].score = nil
            #expect(try await results.report(mixed) == .invalid)
        }
    }

    @Test("An abandoned match and one without opponents change no rating, and nobody is told of any")
    func unrated() async throws {
        try await IntakeFixture.with { results in
            try await results.desk.abandon(AbandonmentRequested(match: match(1), reason: "leaseExpired"))
            var alone = match(2)
            for index in alone.players.indices { alone.players[index].faction = "explorers" }
            try await results.desk.confirm(alone)
            #expect(try await results.report(Confirmations.report(alone)) == nil)
            #expect(try await results.ratings(of: "pmagda").isEmpty)
            #expect(try await results.record(alone.matchID).players.allSatisfy { $0.ratingAfter == nil })
            #expect(try await results.events().allSatisfy { !$0.hasPrefix(RatingChanged.type) })
            let recorded: MatchResultRecorded = try await results.event(MatchResultRecorded.type)
            #expect(recorded.ratings == nil)
        }
    }

    @Test("Many results of the same few players at once, on two replicas: each counts once, and none waits in a circle")
    func concurrently() async throws {
        try await IntakeFixture.with { one in
            try await IntakeFixture.open(one.configuration) { two in
                let crowd = (0..<8).map { "player\($0)" }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<120 {
                        group.addTask {
                            let results = number % 2 == 0 ? one : two
                            let played = match(number, Array(crowd.shuffled().prefix(4)))
                            try await results.desk.confirm(played)
                            #expect(try await results.report(Confirmations.report(played)) == nil)
                            if number % 10 == 0 { try await results.fold() }
                        }
                    }
                    try await group.waitForAll()
                }
                let row = try await one.pool.first(
                    """
                    SELECT (SELECT sum(matches)::int8 FROM ratings) AS matches,
                        (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()) AS deadlocks,
                        (SELECT count(*) FROM outbox WHERE type = 'rating.changed.v1') AS changes
                    """)
                #expect(try row?.decode("matches", as: Int.self) == 480)
                #expect(try row?.decode("changes", as: Int.self) == 120)
                #expect(try row?.decode("deadlocks", as: Int.self) == 0)
                while try await one.fold() > 0 {}
                let levels = try await one.pool.query(
                    "SELECT level, sum(players)::int8 AS players FROM rating_buckets GROUP BY level ORDER BY level")
                #expect(try levels.map { try $0.decode("players", as: Int.self) } == [8, 8, 8])
            }
        }
    }

    @Test("A season begins softly: ratings move back, the new leaderboard is empty, the old one stays")
    func seasons() async throws {
        try await IntakeFixture.with { results in
            let first = match(1)
            try await results.desk.confirm(first)
            #expect(try await results.report(Confirmations.report(first)) == nil)
            let before = try #require(try await results.ratings(of: "pmagda").first)
            let event = try await results.seasons.start(StartSeason(season: "spring"))
            #expect(event.number == 1 && event.previous == "preseason")
            #expect(try await results.seasons.start(StartSeason(season: "spring")) == event)
            await #expect(throws: Refusal.self) { try await results.seasons.start(StartSeason(season: "preseason")) }
            for name in ["", "a b", "ü", String(repeating: "x", count: 41)] {
                await #expect(throws: Refusal.self) { try await results.seasons.start(StartSeason(season: name)) }
            }
            #expect(try await results.events().filter { $0 == "\(SeasonStarted.type) season.1" }.count == 1)

            let opening = rules.opening(after: Skill(mu: before.mu, sigma: before.sigma), seasons: 1)
            let now = try #require(try await results.ratings(of: "pmagda").first)
            #expect(now == PlayerStanding(skill: opening, matches: 0).rating(of: "pmagda", mode: "duel"))
            let empty = try await results.leaderboards.page(GetLeaderboard(mode: "duel", limit: 10))
            #expect(empty.season == "spring" && empty.entries.isEmpty && empty.isKnown)

            _ = try await results.seasons.start(StartSeason(season: "summer"))
            let second = match(2, ["magda", "eva"])
            try await results.desk.confirm(second)
            #expect(try await results.report(Confirmations.report(second)) == nil)
            let twice = rules.opening(after: Skill(mu: before.mu, sigma: before.sigma), seasons: 2)
            let expected = rules.model.rate([[twice], [rules.model.prior]], places: [1, 2])
            let record = try await results.record(second.matchID)
            #expect(record.players.map(\.ratingBefore) == [twice.rating, rules.model.prior.rating])
            #expect(record.players.map(\.ratingAfter) == [expected[0][0].rating, expected[1][0].rating])
            let present = try await results.leaderboards.page(GetLeaderboard(mode: "duel", limit: 10))
            #expect(present.entries.map(\.username) == ["magda", "eva"])
            #expect(present.entries.map(\.matches) == [1, 1])
            let old = try await results.leaderboards.page(GetLeaderboard(mode: "duel", season: "preseason", limit: 10))
            #expect(old.entries.map(\.username) == ["magda", "juri"])
            #expect(old.entries.first?.rating == before.rating)
        }
    }

    @Test("Results at the moment when a season begins count for the one or the other, and wait for nobody long")
    func seasonChange() async throws {
        try await IntakeFixture.with { one in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let played = match(number, ["a\(number % 7)", "b\(number % 5)"])
                        try await one.desk.confirm(played)
                        #expect(try await one.report(Confirmations.report(played)) == nil)
                    }
                }
                for name in ["one", "two", "three"] {
                    group.addTask { _ = try await one.seasons.start(StartSeason(season: name)) }
                }
                try await group.waitForAll()
            }
            // No result was committed in a season after the next one had begun.
            let late = try await one.pool.query(
                """
                SELECT match_id FROM matches JOIN seasons AS next ON next.number = season + 1
                JOIN outbox AS result ON result.subject = match_id AND result.type = 'rating.changed.v1'
                JOIN outbox AS start ON start.type = 'season.started.v1' AND start.subject = next.name
                WHERE result.id > start.id
                """)
            #expect(late.isEmpty)
            let sum = try await one.pool.first("SELECT sum(matches)::int8 FROM ratings")
            #expect(try sum?.decode(0, as: Int.self) == 120)
        }
    }
}
