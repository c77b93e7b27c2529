import Contracts
import Postgres
import RatingsCore

/// Compares what the rating model expected of matches with how they ended, by the skills that stand in the history.
struct CalibrationDesk: Sendable {
    let pool: PostgresPool
    let rules: RatingRules

    /// How many matches a page has.
    static let pageSize = 2000

    func measure(_ request: MeasureCalibration) async throws -> MeasureCalibration.Page {
        var season: Season?
        if let name = request.season {
            season = try await Season.find(name, in: pool)
            if season == nil { throw Refusal(.notFound, "no such season") }
        }
        let rows = try await pool.query(
            """
            SELECT match_id, faction, placement, mu_before, sigma_before FROM match_players WHERE match_id IN (
                SELECT match_id FROM matches
                WHERE season IS NOT NULL AND ($1::text IS NULL OR mode = $1) AND ($2::int4 IS NULL OR season = $2)
                    AND match_id > $3
                ORDER BY match_id LIMIT $4)
            ORDER BY match_id, position
            """, request.mode, season?.number, request.after?.rawValue ?? "", Self.pageSize)
        var calibration = Calibration(bins: min(max(request.bins, 1), 100))
        var last: MatchID?
        var players: [(faction: String, placement: Int?)] = []
        var skills: [Skill] = []
        func finish() {
            if let standings = Standings(players) { calibration.add(standings, before: skills, model: rules.model) }
            (players, skills) = ([], [])
        }
        for row in rows {
            let matchID: MatchID = try row.decode("match_id")
            if matchID != last { finish() }
            last = matchID
            players.append((try row.decode("faction"), try row.decode("placement")))
            skills.append(Skill(mu: try row.decode("mu_before"), sigma: try row.decode("sigma_before")))
        }
        finish()
        return MeasureCalibration.Page(
            matches: calibration.matches,
            bins: calibration.bins.map { .init(count: $0.count, predicted: $0.predicted, won: $0.won) },
            squares: calibration.squares, next: calibration.matches == Self.pageSize ? last : nil)
    }
}
