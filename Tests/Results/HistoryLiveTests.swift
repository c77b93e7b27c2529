import Contracts
import Postgres
import RatingsCore
import TestKit
import Testing

@testable import ResultsService

@Suite("History of matches", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct HistoryLiveTests {
    @Test("A player's matches come newest first, page by page, with those under way and abandoned")
    func pages() async throws {
        try await IntakeFixture.with { results in
            var matches: [MatchConfirmation] = []
            for number in 0..<9 {
                var match = Confirmations.duel(Confirmations.id(number), nicknames: ["magda", "other\(number)"])
                // Two of each moment.
                match.createdAt = Timestamp(milliseconds: 1_700_000_000_000 + Int64(number / 2) * 1000)
                matches.append(match)
                try await results.desk.confirm(match)
            }
            for match in matches.prefix(4) { _ = try await results.report(Confirmations.report(match)) }
            try await results.desk.abandon(AbandonmentRequested(match: matches[4], reason: "server"))
            let order = matches.sorted { ($0.createdAt, $0.matchID) > ($1.createdAt, $1.matchID) }.map(\.matchID)
            var listed: [MatchRecord] = []
            var before: MatchID?
            repeat {
                let page = try await results.history.page(
                    ListMatches(playerID: "pmagda", limit: 4, before: before))
                listed += page.matches
                before = page.next
            } while before != nil
            #expect(listed.map(\.matchID) == order)
            #expect(listed.count { $0.state == .completed } == 4)
            #expect(listed.count { $0.state == .abandoned } == 1)
            for record in listed {
                let shown = try await results.record(record.matchID)
                #expect(record == shown)
            }
            let other = try await results.history.page(ListMatches(playerID: "pother3", limit: 4))
            #expect(other.matches.map(\.matchID) == [matches[3].matchID] && other.next == nil)
            #expect(try await results.history.page(ListMatches(playerID: "pnobody", limit: 4)).matches.isEmpty)
            await #expect(throws: Refusal.self) {
                try await results.history.page(
                    ListMatches(playerID: "pother3", limit: 4, before: matches[2].matchID))
            }
        }
    }

    @Test("A later booking of a match keeps its place in the history of who plays it")
    func rebooked() async throws {
        try await IntakeFixture.with { results in
            let match = Confirmations.duel()
            try await results.desk.confirm(match)
            try await results.desk.confirm(Confirmations.duel(booking: 2, nicknames: ["magda", "eva"]))
            #expect(try await results.history.page(ListMatches(playerID: "pjuri", limit: 4)).matches.isEmpty)
            let evas = try await results.history.page(ListMatches(playerID: "peva", limit: 4)).matches
            #expect(evas.map(\.createdAt) == [match.createdAt.rfc3339])
        }
    }

    @Test("Calibration counts every rated match once over its pages, by mode and season")
    func calibration() async throws {
        try await IntakeFixture.with { results in
            var expected = Calibration(bins: 10)
            for number in 0..<7 {
                var match = Confirmations.duel(Confirmations.id(number), nicknames: ["magda", "juri"])
                if number == 6 { match.mode = "brawl" }
                try await results.desk.confirm(match)
                _ = try await results.report(Confirmations.report(match, placements: [1, number % 3 + 1]))
                let changed: RatingChanged = try await results.event(RatingChanged.type)
                if let standings = Standings(try await results.record(match.matchID)), number < 6 {
                    expected.add(
                        standings, before: changed.changes.map { Skill($0.before) }, model: RatingRules().model)
                }
            }
            let duels = try await results.calibration.measure(MeasureCalibration(mode: "duel", bins: 10))
            #expect(duels.matches == 6 && duels.next == nil)
            #expect(duels.bins.map(\.count) == expected.bins.map(\.count))
            #expect(duels.bins.map(\.won) == expected.bins.map(\.won))
            #expect(abs(duels.squares - expected.squares) < 1e-12)
            #expect(try await results.calibration.measure(MeasureCalibration(bins: 10)).matches == 7)
            _ = try await results.seasons.start(StartSeason(season: "spring"))
            #expect(try await results.calibration.measure(MeasureCalibration(season: "spring", bins: 4)).matches == 0)
            await #expect(throws: Refusal.self) {
                try await results.calibration.measure(MeasureCalibration(season: "never", bins: 4))
            }
        }
    }
}
