import Contracts
import MatchingCore
import ModesCore
import RuleSetsCore
import Testing

/// A matchmaker with one mode, beside it the tickets that are open, and the plain evaluator that looks at every match.
struct MatchingTable {
    let mode: Mode
    let evaluator: RuleEvaluator
    var matchmaker: Matchmaker
    private(set) var open: [TicketID: SearchEntry] = [:]
    private(set) var drafts: [Draft] = []
    var now = Timestamp(milliseconds: 1_000_000)

    init(_ ruleSet: RuleSet) {
        mode = Mode(name: "mode", ruleSet: ruleSet)
        evaluator = RuleEvaluator(ruleSet)
        matchmaker = Matchmaker(modes: [mode])
    }

    mutating func add(_ entry: SearchEntry) {
        open[entry.ticketID] = entry
        matchmaker.add(entry, at: now)
    }

    mutating func cancel(_ id: TicketID) {
        open[id] = nil
        matchmaker.remove(id)
    }

    /// Lets time pass, as the shard does: waking up whenever the matchmaker asks for it.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let wake = matchmaker.nextWake, wake <= end {
            now = max(now, wake)
            _ = matchmaker.advance(to: now)
            draw()
        }
        now = end
        _ = matchmaker.advance(to: now)
        draw()
    }

    /// Takes all matches there are, and looks at each.
    mutating func draw() {
        while let draft = matchmaker.nextDraft(in: mode.name) {
            check(draft)
            drafts.append(draft)
            for ticket in draft.teams.flatMap(\.tickets) { open[ticket] = nil }
        }
    }

    private func check(_ draft: Draft) {
        let tickets = draft.teams.flatMap(\.tickets)
        #expect(Set(tickets).count == tickets.count, "a ticket twice")
        #expect(tickets.allSatisfy { open[$0] != nil }, "a ticket that isn't open")
        let candidate = candidate(draft.teams.map { ($0.faction, $0.tickets.compactMap { open[$0] }) })
        let verdict = evaluator.verdict(on: candidate)
        #expect(verdict.holds, "\(verdict.problems) \(verdict.failing) in \(draft)")
        #expect(draft.regions == evaluator.regions(for: candidate))
        #expect(!areBlocked(tickets.compactMap { open[$0] }), "blocked together: \(draft)")
    }

    func areBlocked(_ entries: [SearchEntry]) -> Bool {
        entries.contains { one in
            entries.contains { other in
                other.ticketID != one.ticketID && other.players.contains { one.blocked.contains($0.playerID) }
            }
        }
    }

    func candidate(_ teams: [(String, [SearchEntry])]) -> MatchCandidate {
        MatchCandidate(
            teams: teams.map { faction, entries in MatchCandidate.Team(faction: faction, tickets: entries.map(ticket)) }
        )
    }

    func ticket(_ entry: SearchEntry) -> MatchCandidate.Ticket {
        MatchCandidate.Ticket(
            id: entry.ticketID, age: Double((now - entry.enqueuedAt).milliseconds) / 1000,
            players: entry.players.map { player in
                var attributes: [String: AttributeValue] = [:]
                for declared in mode.ruleSet.playerAttributes {
                    attributes[declared.name] = player.attributes[declared.name].flatMap {
                        AttributeValue($0, as: declared.type)
                    }
                }
                return MatchCandidate.Player(
                    id: player.playerID, attributes: attributes, latencies: player.latencies)
            })
    }

    /// Some match that could be made of the open tickets, found by trying all; `nil` when there is none.
    ///
    /// - Parameter members: who must be in it.
    func feasible(with members: [TicketID] = []) -> [(String, [TicketID])]? {
        let entries = open.values.sorted { $0.ticketID < $1.ticketID }
        let sides = mode.ruleSet.stages.map(\.ruleSet.sides)
        let most = sides[0].indices.map { side in sides.map { $0[side].maxPlayers }.max() ?? 0 }
        let least = sides[0].indices.map { side in sides.map { $0[side].minPlayers }.min() ?? 0 }
        // What doesn't change from try to try is made once.
        let tickets = entries.map(ticket)
        let hasBlocks = entries.contains { !$0.blocked.isEmpty }
        var teams = sides[0].map { _ in [Int]() }
        var sizes = sides[0].map { _ in 0 }
        func holds() -> Bool {
            for side in teams.indices where sizes[side] < least[side] { return false }
            if hasBlocks, areBlocked(teams.joined().map { entries[$0] }) { return false }
            let candidate = MatchCandidate(
                teams: zip(sides[0], teams).map { side, team in
                    MatchCandidate.Team(faction: side.faction, tickets: team.map { tickets[$0] })
                })
            return evaluator.verdict(on: candidate).holds
        }
        func tryAll(_ index: Int) -> Bool {
            if index == entries.count { return holds() }
            if !members.contains(entries[index].ticketID), tryAll(index + 1) { return true }
            let size = entries[index].players.count
            for side in teams.indices where sizes[side] + size <= most[side] {
                teams[side].append(index)
                sizes[side] += size
                if tryAll(index + 1) { return true }
                teams[side].removeLast()
                sizes[side] -= size
            }
            return false
        }
        guard tryAll(0) else { return nil }
        return zip(sides[0], teams).map { side, team in (side.faction, team.map { entries[$0].ticketID }) }
    }
}
