import Contracts
import MatchmakerCore

extension FaultSimulation {
    /// After a commit: what must hold of what it wrote.
    mutating func check(_ writes: Writes, before: ModelStore) throws(Violation) {
        for ticket in writes.tickets {
            let age = ledger.ages[ticket.id] ?? ticket.enqueuedAt
            ledger.ages[ticket.id] = age
            guard ticket.enqueuedAt == age else { throw violation("ticket \(ticket.id) has lost its age") }
        }
        // Made and ended in one step.
        for id in writes.removedTickets where ledger.ages[id] == nil { ledger.ages[id] = now.timestamp }
        for match in writes.matches where before.matches[match.id] == nil {
            for seat in match.seats where ledger.cancelled.contains(seat.ticketID) {
                throw violation("cancelled ticket \(seat.ticketID) was matched in \(match.id)")
            }
        }
        for match in writes.matches { try checkBlocks(match) }
        try checkJoining(writes, before: before)
        for id in writes.removedTickets {
            guard let ticket = before.tickets[id] else { continue }
            for player in ticket.players where before.players[player.playerID]?.ticketID == id {
                try checkTold(player.playerID, ticket)
            }
        }
        for record in writes.players { try checkFault(record, before) }
        try checkUniqueness()
        try checkParties()
        try checkServers()
    }

    /// Nobody meets somebody whom one of the two has blocked, unless they came together.
    private func checkBlocks(_ match: LiveMatch) throws(Violation) {
        let there = match.seats.filter { !$0.hasLeft } + (match.joinings ?? []).flatMap(\.seats)
        for seat in there {
            for other in there where other.ticketID != seat.ticketID {
                guard FaultPlan.blocks[seat.playerID]?.contains(other.playerID) == true else { continue }
                throw violation("\(seat.playerID) has blocked \(other.playerID) and meets them in \(match.id)")
            }
        }
    }

    /// Whose ticket ends is told how.
    private func checkTold(_ playerID: PlayerID, _ ticket: Ticket) throws(Violation) {
        guard let record = store.players[playerID], record.ticketID != ticket.id else {
            throw violation("ticket \(ticket.id) of \(playerID) is gone, its player not")
        }
        guard record.isFree else { return }
        let state = record.view.state
        guard state.reason != nil || ledger.left.contains(ticket.id) || state.kind == .matchComplete else {
            throw violation("ticket \(ticket.id) of \(playerID) ended as nothing")
        }
    }

    /// Only who let others down is at fault.
    private func checkFault(_ record: PlayerRecord, _ before: ModelStore) throws(Violation) {
        let old = before.players[record.playerID]
        guard record.coolDown.faults > (old?.coolDown.faults ?? 0), let matchID = old?.matchID,
            let match = before.matches[matchID], let answer = answer(of: record.playerID, in: match),
            let player = players.first(where: { $0.id == record.playerID })
        else { return }
        guard answer == .accepted, !player.mayBeAtFault else { return }
        throw violation("\(record.playerID) accepted \(matchID) and got a cool-down")
    }

    /// What a player of a match has said, or one who is asked to join it; `nil` for nothing.
    private func answer(of playerID: PlayerID, in match: LiveMatch) -> ReadyCheck.Answer? {
        if let seat = match.seats.firstIndex(where: { $0.playerID == playerID }) {
            return match.readyCheck.answers[seat]
        }
        for joining in match.joinings ?? [] {
            guard let seat = joining.seats.firstIndex(where: { $0.playerID == playerID }) else { continue }
            return joining.readyCheck.answers[seat]
        }
        return nil
    }

    private func checkUniqueness() throws(Violation) {
        var tickets: [PlayerID: TicketID] = [:]
        var matches: [PlayerID: MatchID] = [:]
        var left: [TicketID: Set<PlayerID>] = [:]
        for match in store.matches.values where match.stage != .closing {
            for seat in match.seats + (match.joinings ?? []).flatMap(\.seats) {
                if seat.hasLeft {
                    left[seat.ticketID, default: []].insert(seat.playerID)
                    continue
                }
                if let other = matches.updateValue(match.id, forKey: seat.playerID) {
                    throw violation("\(seat.playerID) is in two matches, \(match.id) and \(other)")
                }
                guard store.players[seat.playerID]?.matchID == match.id else {
                    throw violation("\(seat.playerID) sits in \(match.id) and doesn't know")
                }
            }
        }
        for ticket in store.tickets.values {
            for player in ticket.players where left[ticket.id]?.contains(player.playerID) != true {
                if let other = tickets.updateValue(ticket.id, forKey: player.playerID) {
                    throw violation("\(player.playerID) has two tickets, \(ticket.id) and \(other)")
                }
                guard store.players[player.playerID]?.ticketID == ticket.id else {
                    throw violation("\(player.playerID) is in ticket \(ticket.id) and doesn't know")
                }
                guard store.players[player.playerID]?.matchID == ticket.matchID else {
                    throw violation("\(player.playerID) and ticket \(ticket.id) disagree about the match")
                }
            }
        }
        for record in store.players.values {
            if let ticketID = record.ticketID, store.tickets[ticketID] == nil {
                throw violation("\(record.playerID) has a ticket \(ticketID) that isn't there")
            }
            if let matchID = record.matchID, store.matches[matchID] == nil {
                throw violation("\(record.playerID) is in a match \(matchID) that isn't there")
            }
        }
    }

    /// A server is promised once.
    private func checkServers() throws(Violation) {
        var promised: [String: MatchID] = [:]
        for match in store.matches.values where match.serverIsHeld {
            guard let address = match.server?.address else { throw violation("\(match.id) holds no server") }
            if let other = promised.updateValue(match.id, forKey: address) {
                throw violation("\(address) is promised to \(match.id) and \(other)")
            }
            guard store.servers[address]?.matchID == match.id else {
                throw violation("\(address) doesn't know of \(match.id)")
            }
        }
        for server in store.servers.values {
            if let matchID = server.matchID, promised[server.address] != matchID {
                throw violation("\(server.address) waits for \(matchID) in vain")
            }
        }
    }

    /// What a player is answered has been committed.
    func check(answer reply: CommandReply, to commandID: CommandID, of player: SimulatedPlayer) throws(Violation) {
        guard case .player(let view) = reply, view.state.kind == .lookingForMatch, let ticket = view.state.ticketID,
            ledger.ages[ticket] == nil
        else { return }
        throw violation("\(player.id) was promised ticket \(ticket), which never was")
    }

    /// What a player reads follows from what they were answered.
    func check(_ player: SimulatedPlayer, _ record: PlayerRecord?) throws(Violation) {
        guard let ticket = player.ticket, player.pending == nil else { return }
        guard let record else { throw violation("\(player.id) was promised \(ticket) and is unknown") }
        guard !ledger.leavers.contains(player.id) else { return }
        if record.ticketID == nil, record.view.state.kind == .notQueued, record.view.state.reason == nil,
            now.timestamp - record.changedAt < PlayerView.endedIsTold
        {
            throw violation("\(player.id) was promised \(ticket), which ended as nothing")
        }
    }

    /// True once everybody has played or met somebody since the faults ceased, and nothing is left behind. Throws when that takes too long.
    mutating func isOver() throws(Violation) -> Bool {
        guard let since = ledger.quietSince else { return false }
        if !isDraining, players.allSatisfy(\.playedInQuiet), peers.allSatisfy(\.metInQuiet) {
            isDraining = true
            note("draining")
        }
        if isDraining, remains == nil { return true }
        guard since + plan.recovery > now else {
            let idle = players.filter { !$0.playedInQuiet }.map(\.id.rawValue)
            let unmet = peers.contains { !$0.metInQuiet } ? peers.map(\.description) : []
            throw violation("not come right: \(isDraining ? remains ?? "" : "\(idle) \(unmet)")")
        }
        return false
    }

    /// What is left to be done; `nil` when nothing is.
    private var remains: String? {
        let unmarked = store.outbox.values.flatMap(\.values).map(\.eventID).sorted()
        if !unmarked.isEmpty { return "events \(unmarked)" }
        if !queues.values.allSatisfy(\.isEmpty) { return "commands in queues" }
        let matches = store.matches.values.map { "\($0.id) \($0.stage)" }.sorted()
        if !matches.isEmpty { return "matches \(matches)" }
        // An odd one may be left searching: nobody else wants to.
        let tickets = store.tickets.values.filter { $0.matchID != nil }.map(\.id).sorted()
        if !tickets.isEmpty { return "tickets \(tickets)" }
        let taken = store.servers.values.filter { $0.matchID != nil }.map(\.address).sorted()
        if !taken.isEmpty { return "servers \(taken)" }
        let peers = store.matchers.keys.map(\.rawValue).sorted() + store.pairs.keys.map(\.rawValue).sorted()
        return peers.isEmpty ? nil : "peers \(peers)"
    }
}
