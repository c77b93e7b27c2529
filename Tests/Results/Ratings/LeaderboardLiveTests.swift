import Contracts
import Postgres
import RatingsCore
import TestKit
import Testing

@testable import ResultsService

@Suite("Leaderboards", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(2)))
struct LeaderboardLiveTests {
    private let mode = ModeName("duel")

    /// All entries, page by page.
    private func all(_ results: IntakeFixture, limit: Int) async throws -> [Leaderboard.Entry] {
        var entries: [Leaderboard.Entry] = []
        var after: String?
        repeat {
            let page = try await results.leaderboards.page(GetLeaderboard(mode: mode, limit: limit, after: after))
            entries += page.entries
            after = page.next
        } while after != nil
        return entries
    }

    @Test("Ranks are one more than the better players, page by page, whatever has been added up already")
    func ranks() async throws {
        try await IntakeFixture.with { results in
            var generator = SystemRandomNumberGenerator()
            var expected: [PlayerID: Double] = [:]
            for round in 0..<12 {
                // Ties, neighbours within one bucket, and far ones; players move between them.
                let ratings = (0..<40).map { _ in
                    [0, 0, 0.0001, 0.0002, 12.5, 12.5004, 12.501, 12.564, 16.5, -200, 150].randomElement()
                        ?? Double.random(in: -20...40, using: &generator)
                }
                let players = (0..<60).map { PlayerID("p\($0)") }.shuffled().prefix(40)
                for (player, rating) in zip(players, ratings) { expected[player] = rating }
                try await results.setRatings(Array(zip(players, ratings)), mode: mode)
                if round % 3 == 1 { try await results.fold() }
                let order = expected.sorted { ($0.value, $0.key) > ($1.value, $1.key) }
                for limit in [1, 7, 100] {
                    let entries = try await all(results, limit: limit)
                    #expect(entries.map(\.playerID) == order.map(\.key))
                    #expect(entries.map(\.rating) == order.map(\.value))
                    #expect(
                        entries.map(\.rank) == order.map { entry in expected.values.count { $0 > entry.value } + 1 })
                }
            }
        }
    }

    @Test("Around a player is a page with him in the middle, as far as there are others")
    func around() async throws {
        try await IntakeFixture.with { results in
            let players = (0..<20).map { PlayerID("p\($0)") }
            try await results.setRatings(players.enumerated().map { ($1, Double(-$0)) }, mode: mode)
            func page(_ player: PlayerID, _ limit: Int) async throws -> Leaderboard {
                try await results.leaderboards.page(GetLeaderboard(mode: mode, limit: limit, around: player))
            }
            let middle = try await page("p10", 5)
            #expect(middle.entries.map(\.playerID) == ["p8", "p9", "p10", "p11", "p12"])
            #expect(middle.entries.map(\.rank) == [9, 10, 11, 12, 13])
            let after = try await results.leaderboards.page(
                GetLeaderboard(mode: mode, limit: 3, after: middle.next))
            #expect(after.entries.map(\.rank) == [14, 15, 16])
            #expect(try await page("p0", 5).entries.map(\.rank) == [1, 2, 3, 4, 5])
            #expect(try await page("p19", 5).entries.map(\.rank) == [18, 19, 20])
            #expect(try await page("p19", 5).next == nil)
            #expect(try await page("p7", 1).entries.map(\.playerID) == ["p7"])
            #expect(try await page("p7", 2).entries.map(\.playerID) == ["p7", "p8"])
            let stranger = try await page("pnobody", 5)
            #expect(stranger.entries.isEmpty && stranger.next == nil && stranger.isKnown)
        }
    }

    @Test("A page follows where the former ended, though the player it ended with has moved")
    func stable() async throws {
        try await IntakeFixture.with { results in
            let players = (0..<9).map { PlayerID("p\($0)") }
            try await results.setRatings(players.enumerated().map { ($1, Double(-$0)) }, mode: mode)
            let first = try await results.leaderboards.page(GetLeaderboard(mode: mode, limit: 3))
            try await results.setRatings([("p2", 100)], mode: mode)
            let second = try await results.leaderboards.page(
                GetLeaderboard(mode: mode, limit: 3, after: first.next))
            #expect(second.entries.map(\.playerID) == ["p3", "p4", "p5"])
            _ = try await results.seasons.start(StartSeason(season: "spring"))
            let third = try await results.leaderboards.page(
                GetLeaderboard(mode: mode, limit: 9, after: second.next))
            #expect(third.entries.map(\.playerID) == ["p6", "p7", "p8"])
            #expect(third.season == "preseason" && third.next == nil)
        }
    }

    @Test("Who is gone is shown as deleted-user, in leaderboards and in matches")
    func deleted() async throws {
        try await IntakeFixture.with { results in
            let match = Confirmations.duel()
            try await results.desk.confirm(match)
            _ = try await results.report(Confirmations.report(match))
            try await results.desk.forget(UserDeleted(playerID: "pmagda"))
            let page = try await results.leaderboards.page(GetLeaderboard(mode: mode, limit: 10))
            #expect(page.entries.map(\.username) == ["deleted-user", "juri"])
            #expect(page.entries.map(\.playerID) == ["pmagda", "pjuri"])
            let history = try await results.history.page(ListMatches(playerID: "pjuri", limit: 10))
            #expect(history.matches.first?.players.map(\.nickname) == ["deleted-user", "juri"])
        }
    }

    @Test("What is no cursor and no season is refused; a mode that nobody played is not known")
    func refusals() async throws {
        try await IntakeFixture.with { results in
            try await results.setRatings([("p1", 1)], mode: mode)
            func code(_ request: GetLeaderboard) async throws -> Refusal.Code? {
                do {
                    _ = try await results.leaderboards.page(request)
                    return nil
                } catch let refusal as Refusal {
                    return refusal.code
                }
            }
            for after in ["", "x", "0.1", "0.7ff0000000000000.p", "-1.0.p", "0.zz.p", "0.0.", "0.0.\0", "9.0.p1"] {
                let given = try await code(GetLeaderboard(mode: mode, limit: 5, after: after))
                #expect(given == (after == "9.0.p1" ? .notFound : .invalid), "\(after)")
            }
            #expect(
                try await code(GetLeaderboard(mode: mode, season: "preseason", limit: 5, after: "9.0.p1")) == .invalid)
            #expect(try await code(GetLeaderboard(mode: mode, season: "never", limit: 5)) == .notFound)
            let nobody = try await results.leaderboards.page(GetLeaderboard(mode: "chess", limit: 5))
            #expect(nobody.entries.isEmpty && !nobody.isKnown && nobody.season == "preseason")
        }
    }
}
