import Contracts

/// A match as far as figures go.
struct MatchView {
    /// Between its best and its worst player; `nil` when fewer than two bring the number.
    private(set) var skillDifference: Double?
    /// Between the means of its best and its worst side; `nil` when fewer than two sides have one.
    private(set) var teamBalance: Double?

    /// - Parameter values: the number of each player who brings it.
    init(_ match: SimulatedMatch, values: [PlayerID: Double]) {
        var sides: [[Double]] = []
        for (_, players) in match.teams.sorted(by: { $0.key < $1.key }) {
            sides.append(players.compactMap { values[$0] })
        }
        let all = sides.flatMap { $0 }
        if all.count > 1, let least = all.min(), let most = all.max() { skillDifference = most - least }
        let means = sides.filter { !$0.isEmpty }.map { $0.reduce(0, +) / Double($0.count) }
        if means.count > 1, let least = means.min(), let most = means.max() { teamBalance = most - least }
    }
}
