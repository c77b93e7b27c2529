import Contracts
import ModesCore

/// Players who are asked to join a running match, and those who do.
extension ShardEngine {
    /// Asks a ticket; where nobody is asked, its players join at once.
    mutating func ask(_ ticket: Ticket, to match: LiveMatch, _ opening: Opening) {
        guard let mode = modes[match.mode] else { return }
        var (match, ticket) = (match, ticket)
        let seats = ticket.players.map {
            Seat(
                playerID: $0.playerID, nickname: $0.username, faction: opening.faction, ticketID: ticket.id,
                address: $0.address?.description)
        }
        waits.match(ticket.id, in: mode.name, at: now)
        leavePool(ticket)
        ticket.matchID = match.id
        ticket.proposedAt = now
        tickets[ticket.id] = ticket
        changes.tickets.insert(ticket.id)
        for player in ticket.players { players[player.playerID]?.matchID = match.id }
        match.ask(Joining(seats: seats, acceptBy: now + mode.acceptanceTimeout))
        guard mode.acceptanceRequired else { return join(&match, (match.joinings?.count ?? 1) - 1) }
        save(match)
        for seat in seats { refresh(seat.playerID) }
    }

    /// A player's word on joining.
    mutating func answer(_ command: AnswerMatch, in match: LiveMatch, joining index: Int) -> StepReply {
        var match = match
        guard let seat = match.joinings?[index].seats.firstIndex(where: { $0.playerID == command.playerID }) else {
            return .atEnd(command.playerID)
        }
        switch match.joinings?[index].readyCheck.note(command.accept ? .accepted : .declined, seat: seat) {
        case .repeated, nil: return .atEnd(command.playerID)
        case .contradicted:
            return .now(.refused(Refusal(.conflict, "the other answer has been given", matchID: match.id)))
        case .noted: break
        }
        guard command.accept else {
            turnAway(&match, index, leaving: [command.playerID: Departure(reason: .declined, isFault: true)])
            return .atEnd(command.playerID)
        }
        if match.joinings?[index].readyCheck.isUnanimous == true {
            join(&match, index)
        } else {
            save(match)
            for seat in match.joinings?[index].seats ?? [] { refresh(seat.playerID) }
        }
        return .atEnd(command.playerID)
    }

    /// All of a ticket want to: they play from now on, and everybody concerned is told.
    private mutating func join(_ match: inout LiveMatch, _ index: Int) {
        guard let joining = match.takeJoining(index, joins: true) else { return }
        match.admit(joining)
        save(match)
        refreshPlayers(of: match)
        if records, let ticket = tickets[joining.ticketID], ticket.wasConfirmed != true {
            record(ticket, cancelledAt: nil)
            tickets[ticket.id]?.wasConfirmed = true
            changes.tickets.insert(ticket.id)
        }
        if let server = match.server { changes.serverUsers.insert(server.serverUser) }
        if let confirmation = match.confirmation { tellResults(.confirmed(confirmation), of: match) }
    }

    /// A ticket doesn't join, since somebody of it leaves: it ends, and its places are open again.
    mutating func turnAway(_ match: inout LiveMatch, _ index: Int, leaving: [PlayerID: Departure]) {
        guard let joining = match.takeJoining(index, joins: false), let ticket = tickets[joining.ticketID] else {
            return
        }
        save(match)
        end(ticket, leaving)
        seek(in: match.mode)
    }

    /// Those who haven't answered in time leave.
    mutating func expireJoinings(of matchID: MatchID) {
        while let match = matches[matchID],
            let index = match.joinings?.firstIndex(where: { $0.readyCheck.acceptBy <= now }),
            let joining = match.joinings?[index]
        {
            var match = match
            let departure = Departure(reason: .notAccepted, isFault: !joining.readyCheck.silenceIsExcused)
            let silent = joining.readyCheck.silent.map { (joining.seats[$0].playerID, departure) }
            turnAway(&match, index, leaving: Dictionary(uniqueKeysWithValues: silent))
        }
    }

    /// What a player is told who is asked to join.
    func joiningView(of playerID: PlayerID, ticket: Ticket, match: LiveMatch, _ index: Int) -> PlayerView? {
        guard let joining = match.joinings?[index],
            let seat = joining.seats.firstIndex(where: { $0.playerID == playerID })
        else { return nil }
        var state = PlayerState(playerID: playerID, revision: 0, kind: .matchFound)
        tell(ticket, to: &state)
        var joined = match
        joined.seats += joining.seats
        state.matchID = match.id
        state.mode = match.mode
        state.matchConfig = joined.config
        state.accepted = joining.readyCheck.accepted
        state.players = joining.seats.count
        state.youAccepted = joining.readyCheck.answers[seat] == .accepted
        state.acceptBy = joining.readyCheck.acceptBy
        state.waitingFor = .players
        return PlayerView(state: state)
    }
}
