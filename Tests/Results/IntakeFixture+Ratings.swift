import Contracts
import Postgres
import RatingsCore

@testable import ResultsService

extension IntakeFixture {
    var leaderboards: LeaderboardDesk { LeaderboardDesk(pool: pool) }
    var seasons: SeasonDesk { SeasonDesk(pool: pool, outbox: desk.outbox, logger: desk.logger) }
    var history: HistoryDesk { HistoryDesk(pool: pool) }
    var calibration: CalibrationDesk { CalibrationDesk(pool: pool, rules: desk.rules) }

    /// The match as an operator sees it.
    func record(_ matchID: MatchID) async throws -> MatchRecord {
        try await desk.match(GetMatch(matchID: matchID, caller: "poperator", callerIsOperator: true))
    }

    /// The last event of a type.
    func event<Told: Event>(_ type: String) async throws -> Told {
        guard let row = try await pool.first("SELECT data FROM outbox WHERE type = $1 ORDER BY id DESC LIMIT 1", type)
        else { throw NoEvent(type: type) }
        let data = try row.decode("data", as: String.self)
        return try VerbatimJSON.decode(Told.self, from: .init(data.utf8))
    }

    struct NoEvent: Error {
        let type: String
    }

    func ratings(of playerID: PlayerID) async throws -> [PlayerRating] {
        try await RatingStore.ratings(of: playerID, rules: desk.rules, in: pool)
    }

    /// Adds up moves; how many buckets changed.
    @discardableResult
    func fold() async throws -> Int { try await pool.query(RatingBuckets.fold).affected }

    /// Gives players the ratings that they are to have, the way results do.
    func setRatings(_ ratings: [(PlayerID, Double)], mode: ModeName) async throws {
        try await pool.withTransaction { transaction in
            let keys = ratings.map { RatingBook.Key(mode: mode, playerID: $0.0) }
            let locked = try await RatingStore.lock(keys, rules: desk.rules, in: transaction)
            var changes: [RatingBook.Key: RatingChanged.Change] = [:]
            for (key, (player, rating)) in zip(keys, ratings) {
                let known = locked.book.standing(of: key) ?? PlayerStanding(skill: desk.rules.model.prior, matches: 0)
                changes[key] = RatingChanged.Change(
                    playerID: player, nickname: "name of \(player)", before: .init(known.skill),
                    after: .init(mu: rating + 3, sigma: 1, rating: rating), matches: known.matches + 1)
            }
            RatingStore.write(changes, before: locked, in: transaction)
        }
    }
}
