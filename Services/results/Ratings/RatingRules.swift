import Contracts

/// How results rates: the model, and what seasons do.
public struct RatingRules: Sendable, Hashable {
    public var model = PlackettLuce()
    public var reset = SoftReset()

    public init() {}

    /// What the present season begins with for somebody who was rated last in an earlier one, or never.
    ///
    /// - Parameter seasons: how many began since.
    public func opening(after earlier: Skill?, seasons: Int) -> Skill {
        earlier.map { reset.apply(to: $0, seasons: seasons, prior: model.prior) } ?? model.prior
    }

    /// What a match makes of its players' ratings, in their order; `nil` when there is nothing to be learnt of it.
    ///
    /// - Parameter before: what was known of each of them; newcomers may be left out.
    public func changes(
        by match: MatchRecord, before: [PlayerID: PlayerStanding]
    ) -> [RatingChanged.Change]? {
        guard match.state == .completed,
            let standings = Standings(match)
        else { return nil }
        let known = match.players.map { before[$0.playerID] ?? PlayerStanding(skill: model.prior, matches: 0) }
        let after = standings.rate(known.map(\.skill), by: model)
        return match.players.indices.map { index in
            RatingChanged.Change(
                playerID: match.players[index].playerID, nickname: match.players[index].nickname,
                before: RatingChanged.Value(known[index].skill), after: RatingChanged.Value(after[index]),
                matches: known[index].matches + 1)
        }
    }
}
