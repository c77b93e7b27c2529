import Contracts
import MatchingCore
import ModesCore

extension ShardEngine {
    /// Proposes matches of a mode while there are any, and asks whoever fits the open places of running ones. True when a match
    /// was proposed.
    ///
    /// - Parameter fresh: tickets that have just come, or come back.
    @discardableResult
    mutating func propose(in name: ModeName, fresh: [TicketID] = []) -> Bool {
        guard let mode = modes[name] else { return false }
        let refillsFirst = mode.ruleSet.algorithm.backfillPriority != .low
        if refillsFirst { refill(in: name, fresh: fresh) }
        defer { if !refillsFirst { refill(in: name, fresh: fresh) } }
        var any = false
        while let draft = matchmaker.nextDraft(in: name) {
            open(draft, mode: mode)
            any = true
        }
        return any
    }

    /// Proposes matches of all modes of tickets that have come back.
    mutating func propose(of returned: [TicketID]) {
        var open: [ModeName] = []
        for mode in returned.flatMap({ tickets[$0]?.modes ?? [] }) where !open.contains(mode) { open.append(mode) }
        for mode in open { propose(in: mode, fresh: returned) }
    }

    private mutating func open(_ draft: Draft, mode: Mode) {
        let id = MatchID(shard: shard, using: &random)
        var seats: [Seat] = []
        for team in draft.teams {
            for ticket in team.tickets.compactMap({ tickets[$0] }) {
                seats += ticket.players.map {
                    Seat(
                        playerID: $0.playerID, nickname: $0.username, faction: team.faction, ticketID: ticket.id,
                        address: $0.address?.description)
                }
            }
        }
        let involved = draft.teams.flatMap(\.tickets).compactMap { tickets[$0] }
        var match = LiveMatch(
            id: id, mode: mode.name, createdAt: now, placement: mode.placement, seats: seats,
            acceptBy: now + mode.acceptanceTimeout, regions: draft.regions)
        if !mode.acceptanceRequired {
            match.readyCheck.acceptAll()
            match.trace = cause
        }
        for var ticket in involved {
            waits.match(ticket.id, in: mode.name, at: now)
            leavePool(ticket)
            ticket.matchID = id
            ticket.proposedAt = now
            tickets[ticket.id] = ticket
            changes.tickets.insert(ticket.id)
            for player in ticket.players { players[player.playerID]?.matchID = id }
        }
        save(match)
        if match.readyCheck.isUnanimous { place(match) }
        refreshPlayers(of: match)
    }

    /// All want a match: sees to it that it is played.
    mutating func place(_ match: LiveMatch) {
        if match.isOnHost {
            seekHost(match)
        } else if match.isUnattended {
            confirm(match, on: nil)
        } else {
            wanted.append(match.id)
        }
    }

    /// Keeps a match, and looks at it when its present stage ends.
    mutating func save(_ match: LiveMatch) {
        matches[match.id] = match
        if case .reserving = match.stage { reserving.insert(match.id) } else { reserving.remove(match.id) }
        noteSeeking(match)
        changes.matches.insert(match.id)
        schedule(match.id)
    }

    mutating func remove(_ matchID: MatchID) {
        if let mode = matches[matchID]?.mode { stopSeeking(matchID, in: mode) }
        matches[matchID] = nil
        reserving.remove(matchID)
        changes.matches.insert(matchID)
    }

    /// Ends a match before play: tickets with somebody who leaves end, the others search on with their age.
    ///
    /// - Parameters:
    ///   - holding: true when no server was free: its tickets aren't proposed in the mode until one is.
    ///   - abandonment: why results is told, if it has heard of the match.
    mutating func dissolve(
        _ match: LiveMatch, leaving: [PlayerID: Departure], holding: Bool = false, abandonment: String = "server"
    ) {
        if match.confirmation != nil {
            close(match, reason: abandonment)
        } else {
            remove(match.id)
        }
        var returned: [TicketID] = []
        for ticket in match.tickets.compactMap({ tickets[$0] }) {
            let departures = leaving.filter { departure in ticket.players.contains { $0.playerID == departure.key } }
            if departures.isEmpty {
                returnToPool(ticket.id, holding: holding ? match.mode : nil)
                returned.append(ticket.id)
            } else {
                end(ticket, departures)
            }
        }
        propose(of: returned)
    }
}
