import Contracts

extension ShardEngine {
    /// What a match server says of its match.
    mutating func change(_ command: ChangeMatch) -> CommandReply {
        guard let match = matches[command.matchID] else { return .refused(Refusal(.notFound)) }
        guard match.isHeld(by: command.serverUser), match.serverIsHeld || match.isUnattended || match.stage == .closing
        else { return .refused(Refusal(.forbidden, "the match is not this server's")) }
        if !match.isUnattended { changes.serverCalls.insert(command.serverUser) }
        switch command.change {
        case .inProgress: return start(match)
        case .abandoned:
            if match.stage != .closing { abandon(match, reason: "server", setAside: false) }
            return .done
        case .left(let nicknames): return letLeave(match, nicknames)
        }
    }

    private mutating func start(_ match: LiveMatch) -> CommandReply {
        guard match.stage != .playing || match.isUnattended else { return .done }
        guard match.phase != nil else { return .refused(Refusal(.conflict, "the match has ended", matchID: match.id)) }
        var match = match
        let begins = match.stage != .playing
        match.stage = .playing
        if begins { openFreePlaces(in: &match) }
        if !match.isOnHost {
            match.lookAt = now + (match.isUnattended ? MatchLeases.unattended : MatchLeases.silence)
        }
        save(match)
        refreshPlayers(of: match)
        if let server = match.server { changes.serverUsers.insert(server.serverUser) }
        if begins { seek(in: match.mode) }
        return .done
    }

    private mutating func letLeave(_ match: LiveMatch, _ nicknames: [String]) -> CommandReply {
        guard match.phase != nil else { return .refused(Refusal(.conflict, "the match has ended", matchID: match.id)) }
        let errors = nicknames.enumerated().filter { name in !match.seats.contains { $0.nickname == name.element } }
            .map { Refusal.FieldError("left[\($0.offset)]", "'\($0.element)' is not in the match") }
        guard errors.isEmpty else { return .refused(Refusal(.invalid, errors: errors)) }
        var match = match
        var freed: [PlayerID] = []
        for index in match.seats.indices
        where nicknames.contains(match.seats[index].nickname) && !match.seats[index].hasLeft {
            match.seats[index].hasLeft = true
            freed.append(match.seats[index].playerID)
        }
        guard !freed.isEmpty else { return .done }
        for playerID in freed { letGo(playerID, reason: nil) }
        openPlaces(of: match.seats.filter { freed.contains($0.playerID) }, in: &match)
        save(match)
        if match.isUnattended { endIfDeserted(match) }
        seek(in: match.mode)
        return .done
    }

    /// A player leaves a match that nobody holds them to.
    mutating func leave(_ match: LiveMatch, _ playerID: PlayerID, reason: PlayerState.EndReason) {
        guard let seat = match.seat(of: playerID) else { return }
        var match = match
        match.seats[seat].hasLeft = true
        letGo(playerID, reason: reason)
        openPlaces(of: [match.seats[seat]], in: &match)
        save(match)
        endIfDeserted(match)
        seek(in: match.mode)
    }

    /// Of a match without a server nobody else would say that it is over.
    private mutating func endIfDeserted(_ match: LiveMatch) {
        if match.phase != nil, match.seats.allSatisfy(\.hasLeft) { abandon(match, reason: "deserted", setAside: false) }
    }

    /// Results has decided how a match ended.
    mutating func close(_ command: CloseMatch) -> CommandReply {
        for rating in command.ratings ?? [] { take(rating, at: command.ratedAt ?? now) }
        guard var match = matches[command.matchID], match.confirmation != nil else { return .done }
        var returning: [TicketID] = []
        if match.stage == .closing {
            for seat in match.seats where command.ending == .completed && showsAbandoned(seat.playerID, match.id) {
                letGo(seat.playerID, from: match, ending: .completed, matchData: command.matchData)
            }
        } else {
            for seat in match.seats where !seat.hasLeft {
                letGo(seat.playerID, from: match, ending: command.ending, matchData: command.matchData)
            }
            removeTickets(of: match)
            returning = stopSeeking(&match)
            release(&match, setAside: false)
        }
        remove(match.id)
        letSearch(returning)
        return .done
    }

    /// Keeps a rating, with which the player searches from the next ticket on.
    private mutating func take(_ rating: PlayerRating, at time: Timestamp) {
        let update = RatingUpdate(rating: rating, at: time)
        let before = changes.ratings.firstIndex {
            $0.rating.playerID == rating.playerID && $0.rating.mode == rating.mode
        }
        if let before {
            if changes.ratings[before].at <= time { changes.ratings[before] = update }
        } else {
            changes.ratings.append(update)
        }
    }

    /// Claimed in this step, free, and told that the match was abandoned: results knows better.
    private func showsAbandoned(_ playerID: PlayerID, _ matchID: MatchID) -> Bool {
        guard let record = players[playerID], record.isFree else { return false }
        return record.view.state.kind == .matchComplete && record.view.state.matchID == matchID
    }

    /// Ends a match that results has heard of without a result: players and server are free now, results decides.
    mutating func abandon(_ match: LiveMatch, reason: String, setAside: Bool) {
        var match = match
        for seat in match.seats where !seat.hasLeft {
            letGo(seat.playerID, from: match, ending: .abandoned, matchData: nil)
        }
        removeTickets(of: match)
        let returning = stopSeeking(&match)
        release(&match, setAside: setAside)
        close(match, reason: reason)
        letSearch(returning)
    }

    /// Keeps a match only until results has decided.
    mutating func close(_ match: LiveMatch, reason: String) {
        guard let confirmation = match.confirmation else { return }
        var match = match
        match.stage = .closing
        match.lookAt = nil
        save(match)
        tellResults(.abandonment(AbandonmentRequested(match: confirmation, reason: reason)), of: match)
    }

    private mutating func removeTickets(of match: LiveMatch) {
        for ticketID in match.tickets {
            tickets[ticketID] = nil
            changes.tickets.insert(ticketID)
        }
    }

    /// A player has signed in anew.
    mutating func renewCookie(_ command: RenewCookie) -> CommandReply {
        guard let record = record(of: command.playerID), !record.isFree else { return .done }
        guard players[command.playerID] != nil else { return .moved }
        guard let matchID = record.matchID, var match = matches[matchID], match.phase != nil,
            let seat = match.seat(of: command.playerID)
        else { return .done }
        match.seats[seat].cookieGeneration += 1
        save(match)
        refresh(command.playerID)
        if let server = match.server { changes.serverUsers.insert(server.serverUser) }
        return .done
    }
}
