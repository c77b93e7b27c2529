import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore

/// Whether a ticket may join a running match: by the plain meaning of the mode's rules, with all who play already.
struct RefillJudge: Sendable {
    /// Those of a ticket who play, and where.
    struct Present: Sendable {
        var faction: String
        var entry: SearchEntry
    }

    let mode: Mode
    private let evaluator: RuleEvaluator
    /// The most players of each side, however far the rules have widened.
    private let rooms: [String: Int]

    init(_ mode: Mode) {
        self.mode = mode
        evaluator = RuleEvaluator(mode.ruleSet)
        let sides = mode.ruleSet.stages.flatMap(\.ruleSet.sides)
        rooms = Dictionary(sides.map { ($0.faction, $0.maxPlayers) }, uniquingKeysWith: max)
    }

    /// The most players of a side, however far the rules have widened; `nil` for a side that isn't there.
    func room(in faction: String) -> Int? { rooms[faction] }

    /// - Parameters:
    ///   - present: those who play, by ticket. For widening rules they have waited since the place is open.
    ///   - region: where the match is played; `nil` when that isn't known: it may be the best for all.
    func allows(
        _ ticket: SearchEntry, in faction: String, with present: [Present], since: Timestamp, region: String?,
        at now: Timestamp
    ) -> Bool {
        let isUnwanted = present.contains { other in
            other.entry.players.contains { ticket.blocked.contains($0.playerID) }
                || ticket.players.contains { other.entry.blocked.contains($0.playerID) }
        }
        guard !isUnwanted else { return false }
        var factions = mode.ruleSet.sides.map(\.faction)
        // A widened rule set may have more sides.
        for other in present.map(\.faction) + [faction] where !factions.contains(other) { factions.append(other) }
        let teams = factions.map { side in
            let sitting = present.filter { $0.faction == side }.map { candidate($0.entry, since: since, now) }
            let joining = side == faction ? [candidate(ticket, since: ticket.enqueuedAt, now)] : []
            return MatchCandidate.Team(faction: side, tickets: sitting + joining)
        }
        guard (teams.first { $0.faction == faction }?.players.count ?? 0) <= room(in: faction) ?? 0 else {
            return false
        }
        // A side may be short of players still: that is why others are sought.
        return verdict(on: MatchCandidate(teams: teams), in: region).failing.isEmpty
    }

    private func verdict(on match: MatchCandidate, in region: String?) -> MatchVerdict {
        guard let region else { return evaluator.verdict(on: match) }
        let isKnown = match.players.allSatisfy { $0.latencies[region] != nil }
        return evaluator.verdict(on: match, in: isKnown ? region : nil)
    }

    private func candidate(_ entry: SearchEntry, since: Timestamp, _ now: Timestamp) -> MatchCandidate.Ticket {
        MatchCandidate.Ticket(
            id: entry.ticketID, age: Double((now - since).milliseconds) / 1000,
            players: entry.players.map { player in
                var attributes: [String: AttributeValue] = [:]
                for declared in mode.ruleSet.playerAttributes {
                    attributes[declared.name] = player.attributes[declared.name].flatMap {
                        AttributeValue($0, as: declared.type)
                    }
                }
                attributes[PlayerAttribute.rating.name] = entry.ratings[player.playerID]?[mode.name].map { .number($0) }
                return MatchCandidate.Player(id: player.playerID, attributes: attributes, latencies: player.latencies)
            })
    }
}
