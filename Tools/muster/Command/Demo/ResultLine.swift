import Contracts

/// A result as one line: who beat whom.
struct ResultLine {
    let match: MatchRecord

    /// `Ada beats Grace`, `Ada & Alan beat Grace & Hedy`, `1 Ada, 2 Grace, 2 Hedy, 4 Ivan`, `Ada and Grace tie`.
    var text: String {
        var teams: [(placement: Int, names: [String])] = []
        var indices: [String: Int] = [:]
        for player in match.players {
            let name = Self.short(player.nickname)
            if let index = indices[player.faction] {
                teams[index].names.append(name)
            } else {
                indices[player.faction] = teams.count
                teams.append((player.placement ?? 0, [name]))
            }
        }
        teams.sort { ($0.placement, $0.names[0]) < ($1.placement, $1.names[0]) }
        let sides = teams.map { $0.names.joined(separator: " & ") }
        guard teams.count == 2 else {
            return zip(teams, sides).map { "\($0.placement) \($1)" }.joined(separator: ", ")
        }
        if teams[0].placement == teams[1].placement { return "\(sides[0]) and \(sides[1]) tie" }
        return "\(sides[0]) \(teams[0].names.count == 1 ? "beats" : "beat") \(sides[1])"
    }

    /// Without what sets this run's names apart.
    private static func short(_ name: String) -> String {
        name.lastIndex(of: "-").map { String(name[..<$0]) } ?? name
    }
}
