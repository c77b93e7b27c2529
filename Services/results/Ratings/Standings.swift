import Contracts

/// Who played with whom in a match, and where each side ended.
///
/// A side's place is the mean of its players' placements. A server that gives the players of a side one placement, as most
/// do, has it counted as it is.
public struct Standings: Sendable, Hashable {
    /// The indices of each side's players, sides in the order in which they first occur.
    public let sides: [[Int]]
    /// Of each side; lower is better, equal ones are ties.
    public let places: [Double]

    /// - Parameter players: each one's faction and placement; `nil` unless there are two sides at least, and every player has
    ///   a placement: then there is nothing to be learnt.
    public init?(_ players: [(faction: String, placement: Int?)]) {
        var sides: [[Int]] = []
        var known: [String: Int] = [:]
        for (index, player) in players.enumerated() {
            guard player.placement != nil else { return nil }
            if let side = known[player.faction] {
                sides[side].append(index)
            } else {
                known[player.faction] = sides.count
                sides.append([index])
            }
        }
        guard sides.count >= 2 else { return nil }
        self.sides = sides
        // The division rounds correctly, so that equal means are equal numbers whatever the size of the sides.
        places = sides.map { side in
            Double(side.reduce(0) { $0 + (players[$1].placement ?? 0) }) / Double(side.count)
        }
    }

    /// Those of a match, as above.
    public init?(_ match: MatchRecord) {
        self.init(match.players.map { ($0.faction, $0.placement) })
    }

    /// The players' skills after the match, in the order of the players.
    public func rate(_ skills: [Skill], by model: PlackettLuce) -> [Skill] {
        let rated = model.rate(sides.map { $0.map { skills[$0] } }, places: places)
        var after = skills
        for (side, skills) in zip(sides, rated) {
            for (index, skill) in zip(side, skills) { after[index] = skill }
        }
        return after
    }
}
