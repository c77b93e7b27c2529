import Contracts
import WaitsCore

extension ShardEngine {
    /// Gives a player the state that follows from ticket and match, with a new revision if it differs.
    mutating func refresh(_ playerID: PlayerID) {
        guard let record = players[playerID], let ticketID = record.ticketID, let ticket = tickets[ticketID] else {
            return
        }
        if let matchID = record.matchID, let match = matches[matchID], let seat = match.seat(of: playerID) {
            show(view(of: playerID, ticket: ticket, match: match, seat: seat), to: playerID)
        } else if let matchID = record.matchID, let match = matches[matchID],
            let joining = match.joining(of: playerID),
            let view = joiningView(of: playerID, ticket: ticket, match: match, joining)
        {
            show(view, to: playerID)
        } else {
            var state = PlayerState(playerID: playerID, revision: 0, kind: .lookingForMatch)
            tell(ticket, to: &state)
            if record.view.state.kind == .lookingForMatch, record.view.state.ticketID == ticketID {
                // A new guess is no news.
                state.estimatedWaitSeconds = record.view.state.estimatedWaitSeconds
                state.estimatedWaitInterval = record.view.state.estimatedWaitInterval
            } else if let wait = waits.told(ticketID)?.rounded {
                state.estimatedWaitSeconds = wait.seconds
                state.estimatedWaitInterval = wait.bounds
            }
            show(PlayerView(state: state), to: playerID)
        }
    }

    mutating func refreshPlayers(of match: LiveMatch) {
        for seat in match.seats where !seat.hasLeft { refresh(seat.playerID) }
    }

    /// Lets a player go, and says why. The player is free from this step on.
    mutating func letGo(_ playerID: PlayerID, reason: PlayerState.EndReason?) {
        guard var record = players[playerID] else { return }
        record.free()
        players[playerID] = record
        var state = PlayerState(playerID: playerID, revision: 0, kind: .notQueued)
        state.reason = reason
        let until = record.coolDown.remaining(at: now) == nil ? nil : record.coolDown.until
        show(PlayerView(state: state, retryAt: until), to: playerID, always: true)
    }

    /// Lets a player go at the end of a match.
    mutating func letGo(_ playerID: PlayerID, from match: LiveMatch, ending: PlayerState.Ending, matchData: String?) {
        guard var record = players[playerID] else { return }
        var state = PlayerState(playerID: playerID, revision: 0, kind: .matchComplete)
        if let ticket = record.ticketID.flatMap({ tickets[$0] }) {
            tell(ticket, to: &state)
        } else {
            (state.ticketID, state.modes) = (record.view.state.ticketID, record.view.state.modes)
            state.enqueuedAt = record.view.state.enqueuedAt
        }
        state.matchID = match.id
        state.mode = match.mode
        state.ending = ending
        state.matchData = matchData
        record.free()
        players[playerID] = record
        show(PlayerView(state: state), to: playerID, always: true)
    }

    private func view(of playerID: PlayerID, ticket: Ticket, match: LiveMatch, seat: Int) -> PlayerView {
        var state = PlayerState(playerID: playerID, revision: 0, kind: .matchFound)
        tell(ticket, to: &state)
        state.matchID = match.id
        state.mode = match.mode
        state.matchConfig = match.config
        if let phase = match.phase {
            state.kind = .matchConfirmed
            state.phase = phase
            return PlayerView(state: state, cookieGeneration: match.seats[seat].cookieGeneration)
        }
        state.accepted = match.readyCheck.accepted
        state.players = match.seats.count
        state.youAccepted = match.readyCheck.answers[seat] == .accepted
        if case .reserving(let until) = match.stage {
            state.acceptBy = until
            state.waitingFor = .server
        } else {
            state.acceptBy = match.readyCheck.acceptBy
            state.waitingFor = match.readyCheck.isUnanimous ? .server : .players
        }
        return PlayerView(state: state)
    }

    func tell(_ ticket: Ticket, to state: inout PlayerState) {
        state.ticketID = ticket.id
        state.modes = ticket.modes
        state.enqueuedAt = ticket.enqueuedAt
    }

    /// Revisions are at least the time, so that they grow even if the player's row was dropped in between.
    private mutating func show(_ view: PlayerView, to playerID: PlayerID, always: Bool = false) {
        guard var record = players[playerID] else { return }
        var view = view
        view.state.revision = record.view.state.revision
        if view != record.view || always {
            view.state.revision = max(record.view.state.revision + 1, now.milliseconds)
            record.view = view
            record.changedAt = now
            changes.views[playerID] = view
        }
        players[playerID] = record
        changes.players.insert(playerID)
    }
}

extension PlayerRecord {
    fileprivate mutating func free() {
        shard = nil
        ticketID = nil
        matchID = nil
    }
}
