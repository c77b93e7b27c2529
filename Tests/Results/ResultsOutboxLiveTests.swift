import Contracts
import IntakeCore
import Postgres
import TestKit
import Testing

@testable import ResultsService

@Suite("What results tells, in its database", .enabled(if: LiveServers.wanted), .timeLimit(.minutes(1)))
struct ResultsOutboxLiveTests {
    private let match = MatchLedger.opened(by: Confirmations.duel()).ledger.record

    @Test("Changed ratings are told under the match's number, a season under its own")
    func ratings() async throws {
        try await IntakeFixture.with { results in
            let change = RatingChanged(
                matchID: match.matchID, mode: match.mode, season: nil,
                changes: [
                    .init(
                        playerID: "pmagda", nickname: "magda", before: .init(mu: 25, sigma: 8, rating: 1),
                        after: .init(mu: 26, sigma: 7.5, rating: 3.5), matches: 1)
                ])
            let season = SeasonStarted(season: "spring", number: 1, startedAt: match.createdAt, previous: nil)
            try await results.pool.withTransaction { transaction in
                let outbox = results.desk.outbox
                try outbox.append(
                    Announcement(kind: .ratingChanged(change), sequence: 3, match: match), to: transaction)
                try outbox.append(season, to: transaction)
            }
            #expect(
                try await results.events() == [
                    "\(RatingChanged.type) \(match.matchID).3", "\(SeasonStarted.type) season.1",
                ])
            let rows = try await results.pool.query("SELECT subject, data FROM outbox ORDER BY id")
            #expect(try rows[0].decode("subject", as: String.self) == match.matchID.rawValue)
            #expect(try rows[0].decodeJSON("data", as: RatingChanged.self) == change)
            #expect(try rows[1].decodeJSON("data", as: SeasonStarted.self) == season)
        }
    }
}
