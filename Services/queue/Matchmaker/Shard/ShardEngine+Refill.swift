import Contracts
import MatchingCore
import ModesCore

/// Those who are found for the open places of running matches.
///
/// ```
///   a ticket comes or comes back ─▶ refill with it alone
///   a place opens ─▶ sweep of all who search, in parts ─▶ over, or again in a second where rules widen
/// ```
extension ShardEngine {
    mutating func noteSeeking(_ match: LiveMatch) {
        if match.isSeeking {
            seeking[match.mode, default: []].insert(match.id)
        } else {
            stopSeeking(match.id, in: match.mode)
        }
    }

    mutating func stopSeeking(_ match: MatchID, in mode: ModeName) {
        guard seeking[mode]?.remove(match) != nil, seeking[mode]?.isEmpty == true else { return }
        seeking[mode] = nil
        sweeps[mode] = nil
    }

    /// When a sweep goes on; `nil` while there is none.
    var nextRefill: Timestamp? { sweeps.values.map(\.resumeAt).min() }

    /// A place has opened, or a mode has changed: looks at all who search, from the eldest on.
    mutating func seek(in name: ModeName) {
        guard seeking[name] != nil else { return }
        if sweeps[name]?.rest.isEmpty == false {
            sweeps[name]?.again = true
        } else {
            sweeps[name] = RefillSweep(resumeAt: now)
        }
        sweep(name)
    }

    /// Asks whoever fits the open places of a mode: of those who have just come, and of whom the sweep comes to now.
    mutating func refill(in name: ModeName, fresh: [TicketID]) {
        if !fresh.isEmpty { refill(in: name, with: fresh) }
        sweep(name)
    }

    private mutating func sweep(_ name: ModeName) {
        guard var sweep = sweeps[name], sweep.resumeAt <= now else { return }
        guard let mode = modes[name] else {
            sweeps[name] = nil
            return
        }
        if sweep.rest.isEmpty { sweep.rest = searching(in: name)[...] }
        let part = Array(sweep.rest.prefix(max(1, RefillSweep.part / (seeking[name]?.count ?? 1))))
        sweep.rest = sweep.rest.dropFirst(part.count)
        if !sweep.rest.isEmpty || sweep.again {
            if sweep.rest.isEmpty { sweep.again = false }
            sweep.resumeAt = now + RefillSweep.breath
            sweeps[name] = sweep
        } else if !mode.ruleSet.expansions.isEmpty {
            sweep.resumeAt = now + RefillSweep.pause
            sweeps[name] = sweep
        } else {
            sweeps[name] = nil
        }
        refill(in: name, with: part)
    }

    /// The place that has been open longest comes first, for it the ticket that stands first.
    private mutating func refill(in name: ModeName, with candidates: [TicketID]) {
        guard let seeking = seeking[name], !candidates.isEmpty, let judge = judge(name) else { return }
        let places = seeking.compactMap { matches[$0] }.flatMap { match in
            (match.openings ?? []).map { (match: match.id, faction: $0.faction, since: $0.since) }
        }
        for place in places.sorted(by: { ($0.since, $0.match, $0.faction) < ($1.since, $1.match, $1.faction) }) {
            var others: [RefillJudge.Present]?
            for id in candidates {
                guard let match = matches[place.match],
                    let opening = match.openings?.first(where: { $0.faction == place.faction }), opening.places > 0
                else { break }
                let present = others ?? players(of: match)
                others = present
                guard let ticket = tickets[id], ticket.matchID == nil,
                    fits(ticket, opening, match, among: present, judge)
                else { continue }
                ask(ticket, to: match, opening)
                others = nil
            }
        }
    }

    /// Who searches in a mode, the eldest first; also those that wait for a server, since they need none here.
    private func searching(in name: ModeName) -> [TicketID] {
        let all = tickets.values.filter { $0.matchID == nil && $0.modes.contains(name) }.map(age)
        return all.sorted().map(\.ticketID)
    }

    /// Those who play a match, and those who are asked to join it.
    private func players(of match: LiveMatch) -> [RefillJudge.Present] {
        let present = match.tickets.compactMap { tickets[$0] }.compactMap { sitting -> RefillJudge.Present? in
            let seats = match.seats.filter { $0.ticketID == sitting.id && !$0.hasLeft }
            guard let faction = seats.first?.faction else { return nil }
            var entry = entry(sitting)
            entry.players = sitting.players.filter { player in seats.contains { $0.playerID == player.playerID } }
            return RefillJudge.Present(faction: faction, entry: entry)
        }
        let asked = (match.joinings ?? []).compactMap { joining in
            tickets[joining.ticketID].map { RefillJudge.Present(faction: joining.faction, entry: entry($0)) }
        }
        return present + asked
    }

    private func fits(
        _ ticket: Ticket, _ opening: Opening, _ match: LiveMatch, among present: [RefillJudge.Present],
        _ judge: RefillJudge
    ) -> Bool {
        guard ticket.players.count <= opening.places, ticket.modes.contains(match.mode),
            AttributeCheck.errors(of: ticket.players, in: [judge.mode]).isEmpty,
            !ticket.players.contains(where: { match.seat(of: $0.playerID) != nil })
        else { return false }
        return judge.allows(
            entry(ticket), in: opening.faction, with: present, since: opening.since,
            region: match.server?.region ?? match.host?.region, at: now)
    }

    func judge(_ name: ModeName) -> RefillJudge? { modes[name].map { RefillJudge($0) } }
}
