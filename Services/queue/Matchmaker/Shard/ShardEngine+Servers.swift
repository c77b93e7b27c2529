import Contracts

extension ShardEngine {
    /// Servers are free, so many at least for each mode: matches that wait get them first, the eldest before the others;
    /// then tickets that are held back may be proposed, as many as there are servers for.
    mutating func offer(_ free: [ModeName: Int]) {
        for (mode, count) in free.sorted(by: { $0.key < $1.key }) {
            var left = count
            for match in waiting(in: mode).prefix(left) {
                want(match.id)
                left -= 1
            }
            while left > 0, releaseHeld(in: mode) { left -= 1 }
        }
    }

    /// Lets held tickets search again, the eldest first, until they make a match. False when they don't.
    private mutating func releaseHeld(in mode: ModeName) -> Bool {
        while let eldest = held[mode]?.eldest(1).first {
            held[mode]?.remove(eldest)
            guard var ticket = tickets[eldest.ticketID] else { continue }
            ticket.heldIn.removeAll { $0 == mode }
            tickets[ticket.id] = ticket
            changes.tickets.insert(ticket.id)
            let entry = entry(ticket)
            matchmaker.add(entry, at: now)
            waits.resume(waitEntry(ticket, in: entry.modes), at: now)
            if propose(in: mode) { return true }
        }
        return false
    }

    private func waiting(in mode: ModeName) -> [LiveMatch] {
        reserving.compactMap { matches[$0] }.filter { $0.mode == mode }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    private mutating func want(_ matchID: MatchID) {
        if let match = matches[matchID], match.isOnHost {
            wantHost(match)
        } else if !wanted.contains(matchID) {
            wanted.append(matchID)
        }
    }

    /// The modes in which somebody waits for a server.
    var modesShortOfServers: [ModeName] {
        modes.keys.filter { mode in
            (held[mode]?.count ?? 0) > 0 || reserving.contains { matches[$0]?.mode == mode }
        }.sorted()
    }

    /// What is to be done with servers before this step can go on; `nil` when nothing is.
    mutating func bookingStep() -> BookingStep? {
        if !releases.isEmpty {
            for mode in modes.keys.sorted() {
                for match in waiting(in: mode).prefix(releases.count) { want(match.id) }
            }
        }
        let requests = wanted.compactMap { matches[$0] }.filter(\.needsServer).map {
            BookingRequest(matchID: $0.id, mode: $0.mode, regions: $0.regions, excluding: $0.failedServers)
        }
        guard !requests.isEmpty || !releases.isEmpty else { return nil }
        let step = BookingStep(releases: releases.sorted { $0.address < $1.address }, requests: requests)
        wanted = []
        releases = []
        return step
    }

    /// Confirms the matches that got a server; the others wait for one.
    mutating func apply(_ result: BookingResult, of step: BookingStep) {
        for request in step.requests {
            guard let match = matches[request.matchID] else { continue }
            if let server = result.booked[request.matchID] {
                confirm(match, on: server)
            } else if reserving.contains(match.id) {
                schedule(match.id)
            } else {
                var match = match
                match.stage = .reserving(until: now + MatchLeases.reserving)
                save(match)
                refreshPlayers(of: match)
            }
        }
    }

    /// - Parameter server: `nil` for a match that no server of Muster's plays.
    mutating func confirm(_ match: LiveMatch, on server: BookedServer?) {
        var match = match
        match.server = server
        match.serverIsHeld = server != nil
        match.bookings += 1
        if match.bookings > 1 {  // the server before knows the passes
            for index in match.seats.indices { match.seats[index].cookieGeneration += 1 }
        }
        if let server {
            let fetchBy = now + MatchLeases.fetching
            match.stage = .loading(fetchBy: fetchBy, startBy: now + MatchLeases.starting)
            match.lookAt = fetchBy
            changes.serverUsers.insert(server.serverUser)
        } else {
            match.stage = .loading(fetchBy: nil, startBy: now + MatchLeases.unattended)
            match.lookAt = now + (match.isOnHost ? MatchLeases.hostLook : MatchLeases.unattended)
        }
        save(match)
        refreshPlayers(of: match)
        for ticket in match.tickets.compactMap({ tickets[$0] }) where records && ticket.wasConfirmed != true {
            record(ticket, cancelledAt: nil)
            tickets[ticket.id]?.wasConfirmed = true
            changes.tickets.insert(ticket.id)
        }
        if let confirmation = match.confirmation { tellResults(.confirmed(confirmation), of: match) }
    }

    /// A server hasn't done its part: another one is booked, once; then all search on.
    mutating func serverFailed(_ match: LiveMatch, reason: String) {
        var match = match
        release(&match, setAside: true)
        if match.bookings < 2 {
            save(match)
            want(match.id)
        } else {
            dissolve(match, leaving: [:], abandonment: reason)
        }
    }

    /// Lets the match's server go, if it holds one.
    mutating func release(_ match: inout LiveMatch, setAside: Bool) {
        if match.host != nil { errands.release.append(match.id) }
        guard match.serverIsHeld, let server = match.server else { return }
        match.serverIsHeld = false
        match.lookAt = nil
        if setAside { match.failedServers.append(server.address) }
        releases.append(ServerRelease(address: server.address, matchID: match.id, setAside: setAside))
        changes.serverUsers.insert(server.serverUser)
    }

    mutating func tellResults(_ content: OutboxMessage.Content, of match: LiveMatch) {
        let eventID = RandomText.base32(length: 24, using: &random)
        changes.outbox.append(
            OutboxMessage(
                sequence: nextSequence, eventID: eventID, at: now, content: content, trace: cause ?? match.trace))
        nextSequence += 1
    }
}
