import Contracts

extension ShardEngine {
    /// The next moment at which something may be due.
    var nextDue: Timestamp? {
        if !due.isEmpty || widened { return now }
        return [deadlines.next, matchmaker.nextWake, nextRefill].compactMap { $0 }.min()
    }

    /// Lets rules widen, and looks whether that makes matches; they are proposed in the next step.
    mutating func widen(by now: Timestamp) {
        if let refill = nextRefill, refill <= now { widened = true }
        guard let wake = matchmaker.nextWake, wake <= now else { return }
        if matchmaker.advance(to: now) { widened = true }
    }

    /// Takes what is due about `now`, and says of which matches the server's signs are needed to decide.
    mutating func collectDue(by now: Timestamp) -> [MatchID] {
        let taken = deadlines.take(until: now)
        due += taken.filter { !due.contains($0) }
        return due.compactMap { subject in
            if case .match(let id) = subject, matches[id]?.phase != nil { id } else { nil }
        }.sorted()
    }

    /// Does what the time asks for, after the step's commands.
    mutating func runTimers(signs: [MatchID: ServerSigns]) {
        _ = collectDue(by: now)
        let subjects = due
        due = []
        for subject in subjects {
            switch subject {
            case .ticket(let id): look(at: id)
            case .match(let id): look(at: id, signs: signs[id])
            }
        }
        widen(by: now)
        if widened {
            widened = false
            for mode in modes.keys.sorted() { propose(in: mode) }
        }
        renewWaitFigures()
    }

    private mutating func look(at ticketID: TicketID) {
        guard let ticket = tickets[ticketID], ticket.matchID == nil else { return }
        let dueTime = dueTime(of: ticket)
        guard dueTime <= now else {
            deadlines.add(.ticket(ticketID), at: dueTime)
            return
        }
        if let until = stranded[ticketID], until <= now {
            let departure = Departure(reason: .operator, isFault: false)
            end(ticket, Dictionary(uniqueKeysWithValues: ticket.players.map { ($0.playerID, departure) }))
            return
        }
        let silent = ticket.players.map(\.playerID).filter { presence.lastSeen($0) + Presence.silence <= now }
        let leaving = silent.isEmpty ? ticket.players.map(\.playerID) : silent
        let departure = Departure(reason: silent.isEmpty ? .expired : .disconnected, isFault: false)
        if ticket.partyID != nil { changes.partyLeavers.formUnion(silent) }
        end(ticket, Dictionary(uniqueKeysWithValues: leaving.map { ($0, departure) }))
    }

    private mutating func look(at matchID: MatchID, signs: ServerSigns?) {
        expireJoinings(of: matchID)
        guard let match = matches[matchID], let dueTime = dueTime(of: match) else { return }
        guard dueTime <= now else {
            deadlines.add(.match(matchID), at: dueTime)
            return
        }
        switch match.stage {
        case .found: expireReadyCheck(match)
        case .reserving: if !wanted.contains(matchID) { dissolve(match, leaving: [:], holding: true) }
        case .loading where match.isOnHost, .playing where match.isOnHost: askHost(match)
        case .loading where match.isUnattended, .playing where match.isUnattended:
            abandon(match, reason: "leaseExpired", setAside: false)
        case .loading, .playing:
            guard let signs, let finding = MatchLeases.finding(match, signs: signs, at: now) else {
                deadlines.add(.match(matchID), at: now)  // became due within the step: its signs come with the next
                return
            }
            act(on: finding, match)
        case .closing: break
        }
    }

    private mutating func act(on finding: MatchLeases.Finding, _ match: LiveMatch) {
        switch finding {
        case .well(let next, let stage):
            var moved = match
            moved.lookAt = next
            moved.stage = stage
            if stage == match.stage {  // only memory: the database need not hear of it
                matches[match.id] = moved
                schedule(match.id)
            } else {
                save(moved)
            }
        case .notFetched: serverFailed(match, reason: "notFetched")
        case .notStarted: serverFailed(match, reason: "notStarted")
        case .silent: abandon(match, reason: "leaseExpired", setAside: true)
        }
    }

    /// Those who haven't answered leave; whoever accepted searches on.
    private mutating func expireReadyCheck(_ match: LiveMatch) {
        guard !match.readyCheck.isUnanimous else { return }
        let departure = Departure(reason: .notAccepted, isFault: !match.readyCheck.silenceIsExcused)
        let silent = match.readyCheck.silent.map { (match.seats[$0].playerID, departure) }
        dissolve(match, leaving: Dictionary(uniqueKeysWithValues: silent))
    }

    func dueTime(of match: LiveMatch) -> Timestamp? {
        switch match.stage {
        case .found: match.readyCheck.acceptBy
        case .reserving(let until): until
        case .loading, .playing:
            ((match.joinings ?? []).map(\.readyCheck.acceptBy) + [match.lookAt].compactMap { $0 }).min()
        case .closing: nil
        }
    }

    mutating func schedule(_ matchID: MatchID) {
        guard let match = matches[matchID], let dueTime = dueTime(of: match) else { return }
        deadlines.add(.match(matchID), at: dueTime)
    }

    /// After an outage, between two steps: the changes go with the next one.
    mutating func giveGraceToAll(at now: Timestamp) {
        self.now = max(self.now, now)
        presence.excuse(until: self.now)
        for id in matches.keys.sorted() { giveGrace(id) }
    }

    /// After an outage: nobody could answer, fetch or call meanwhile.
    mutating func giveGrace(_ matchID: MatchID) {
        guard var match = matches[matchID] else { return }
        let until = now + ReadyCheck.grace
        switch match.stage {
        case .found: match.readyCheck.excuse(until: until)
        case .reserving(let before): match.stage = .reserving(until: max(before, until))
        case .loading(let fetchBy, let startBy):
            match.stage = .loading(fetchBy: fetchBy.map { max($0, until) }, startBy: max(startBy, until))
            match.lookAt = max(match.lookAt ?? until, until)
        case .playing:
            match.lookAt = max(match.lookAt ?? until, until)
            for index in (match.joinings ?? []).indices { match.joinings?[index].readyCheck.excuse(until: until) }
        case .closing: return
        }
        save(match)
        refreshPlayers(of: match)
    }
}
