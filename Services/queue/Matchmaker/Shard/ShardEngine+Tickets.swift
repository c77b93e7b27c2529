import Contracts
import MatchingCore
import ModesCore

/// Why a player leaves, and whether it is the player's fault.
struct Departure: Hashable {
    var reason: PlayerState.EndReason
    var isFault: Bool
}

extension ShardEngine {
    /// Why a ticket can't be taken, whoever its players are; `nil` when it can.
    func objection(to command: EnqueueTicket) -> CommandReply? {
        guard !command.modes.isEmpty else {
            return .refused(Refusal(.invalid, errors: [.init("modes", "names no mode")]))
        }
        var groups: Set<String> = []
        for name in command.modes {
            guard let mode = catalogue[name] else {
                return .refused(Refusal(.unknownMode, "there is no mode '\(name)'", known: catalogue.names))
            }
            groups.insert(mode.group)
            guard command.players.count <= mode.ruleSet.largestSide else {
                return .refused(
                    Refusal(.invalid, errors: [.init("modes", "'\(name)' has no side for \(command.players.count)")]))
            }
        }
        guard groups.count == 1 else {
            return .refused(
                Refusal(.unknownMode, "one ticket asks for modes of one group", known: catalogue.names))
        }
        guard command.modes.allSatisfy({ modes[$0] != nil }) else { return .moved }
        guard !command.players.isEmpty, Set(command.players.map(\.playerID)).count == command.players.count else {
            return .refused(Refusal(.invalid, errors: [.init("players", "names nobody, or somebody twice")]))
        }
        let asked = command.modes.compactMap { modes[$0] }
        var errors = AttributeCheck.errors(of: command.players, in: asked)
        if let mode = asked.first(where: { $0.placement == .peer }),
            command.players.contains(where: { $0.address?.port == nil })
        {
            errors.append(.init("ipAddress", "must name address and port: '\(mode.name)' is played among peers"))
        }
        return errors.isEmpty ? nil : .refused(Refusal(.invalid, errors: errors))
    }

    /// Takes a ticket, and matches it if that can be. The answer is the state before any match.
    mutating func enqueue(_ command: EnqueueTicket, ticketID: TicketID) -> CommandReply {
        if let objection = objection(to: command) { return objection }
        if let refusal = partyObjection(to: command) { return .refused(refusal) }
        for (index, player) in command.players.enumerated() {
            guard var refusal = objection(to: player.playerID) else { continue }
            if index > 0, refusal.detail == nil { refusal.detail = "of '\(player.username)', who is in the party" }
            return .refused(refusal)
        }
        var names: [ModeName] = []
        for name in command.modes where !names.contains(name) { names.append(name) }
        let timeout = names.compactMap { modes[$0]?.requestTimeout }.max() ?? .zero
        let ticket = Ticket(
            id: ticketID, players: command.players, modes: names, enqueuedAt: now, searchUntil: now + timeout,
            partyID: command.party?.partyID)
        tickets[ticketID] = ticket
        changes.tickets.insert(ticketID)
        waits.arrive(waitEntry(ticket, in: names), at: now)
        for (index, player) in command.players.enumerated() {
            hold(player.playerID, in: ticketID)
            if index == 0 {
                _ = presence.watch(player.playerID, by: command.gateway, at: now)
            } else {
                presence.saw(player.playerID, at: now)  // their own gateways watch them, or they are gone in a minute
            }
            refresh(player.playerID)
        }
        let reply = CommandReply.player(players[command.players[0].playerID]!.view)
        enterPool(ticket)
        for name in names where tickets[ticketID]?.matchID == nil { propose(in: name, fresh: [ticketID]) }
        return reply
    }

    private func objection(to playerID: PlayerID) -> Refusal? {
        guard let record = record(of: playerID), players[playerID] != nil || !record.isFree else {
            return Refusal(.unavailable, "somebody else is enqueueing this player", retryAfterSeconds: 1)
        }
        if record.view.state.kind == .matchConfirmed, let matchID = record.matchID {
            return Refusal(.inMatch, matchID: matchID)
        }
        if let ticketID = record.ticketID { return Refusal(.alreadyQueued, ticketID: ticketID) }
        if let matchID = record.matchID { return Refusal(.inMatch, matchID: matchID) }
        if let left = record.coolDown.remaining(at: now) {
            return Refusal(.coolDown, retryAfterSeconds: Int((left.milliseconds + 999) / 1000))
        }
        return nil
    }

    /// Takes a player's ticket out; after a match is found that is a decline.
    mutating func cancel(_ command: CancelTicket) -> StepReply {
        guard let record = record(of: command.playerID) else { return .now(.player(.unknown(command.playerID))) }
        guard !record.isFree else { return .now(.player(record.notQueued(at: now))) }
        guard players[command.playerID] != nil else { return .now(.moved) }
        if spares(command, record) { return .atEnd(command.playerID) }
        presence.saw(command.playerID, at: now)
        guard let ticketID = record.ticketID, let ticket = tickets[ticketID] else {
            return .now(.refused(Refusal(.conflict, "the match is confirmed", matchID: record.matchID)))
        }
        guard let matchID = ticket.matchID, let match = matches[matchID] else {
            end(ticket, [command.playerID: Departure(reason: command.reason, isFault: false)])
            return .atEnd(command.playerID)
        }
        if let joining = match.joining(of: command.playerID) {
            let reason: PlayerState.EndReason = command.reason == .revoked ? .declined : command.reason
            var match = match
            turnAway(
                &match, joining,
                leaving: [command.playerID: Departure(reason: reason, isFault: reason != .operator)])
            return .atEnd(command.playerID)
        }
        if match.isUnattended, match.phase != nil, [.revoked, .operator].contains(command.reason) {
            leave(match, command.playerID, reason: command.reason)
            return .atEnd(command.playerID)
        }
        guard match.phase == nil else {
            return .now(.refused(Refusal(.conflict, "the match is confirmed", matchID: matchID)))
        }
        let reason: PlayerState.EndReason = command.reason == .revoked ? .declined : command.reason
        dissolve(match, leaving: [command.playerID: Departure(reason: reason, isFault: reason != .operator)])
        return .atEnd(command.playerID)
    }

    /// A log-out may be heard of when the player has signed in anew and is queued again: that ticket isn't meant.
    private func spares(_ command: CancelTicket, _ record: PlayerRecord) -> Bool {
        guard let moment = command.sparesLaterThan, let ticketID = record.ticketID, let ticket = tickets[ticketID],
            let player = ticket.players.first(where: { $0.playerID == command.playerID }),
            let signedInAt = player.signedInAt
        else { return false }
        return signedInAt > moment
    }

    /// Something beside the ticket has changed: what may be matched with it has changed with it.
    mutating func reread(_ command: RereadPlayer) -> CommandReply {
        guard let record = players[command.playerID] else { return .done }
        profiles[command.playerID] = news[command.playerID]
        guard let ticketID = record.ticketID, let ticket = tickets[ticketID], ticket.matchID == nil else {
            return .done
        }
        matchmaker.add(entry(ticket), at: now)
        for mode in ticket.openModes where tickets[ticketID]?.matchID == nil { propose(in: mode, fresh: [ticketID]) }
        return .done
    }

    private mutating func hold(_ playerID: PlayerID, in ticketID: TicketID) {
        guard var record = players[playerID] else { return }
        record.shard = shard
        record.ticketID = ticketID
        players[playerID] = record
    }

    /// Ends a ticket: who isn't named leaves because of the party.
    mutating func end(_ ticket: Ticket, _ departures: [PlayerID: Departure]) {
        let isOver = departures.values.allSatisfy { $0.reason == .expired }
        record(ticket, cancelledAt: isOver ? nil : now)
        waits.leave(ticket.id, isOver: isOver, at: now)
        leavePool(ticket)
        for player in ticket.players {
            let departure = departures[player.playerID] ?? Departure(reason: .party, isFault: false)
            if departure.isFault { players[player.playerID]?.coolDown.addFault(at: now) }
            letGo(player.playerID, reason: departure.reason)
        }
        tickets[ticket.id] = nil
        changes.tickets.insert(ticket.id)
    }

    /// Notes what is recorded of a ticket that leaves the queue.
    mutating func record(_ ticket: Ticket, cancelledAt: Timestamp?) {
        guard records, ticket.wasConfirmed != true else { return }
        changes.recorded.append(RecordedTicket(ticket, profiles: profiles, cancelledAt: cancelledAt))
    }

    /// Lets a ticket search on with its age.
    mutating func returnToPool(_ ticketID: TicketID, holding mode: ModeName?) {
        guard var ticket = tickets[ticketID] else { return }
        if let proposedAt = ticket.proposedAt { ticket.searchUntil = ticket.searchUntil + (now - proposedAt) }
        ticket.proposedAt = nil
        ticket.matchID = nil
        if let mode, !ticket.heldIn.contains(mode) { ticket.heldIn.append(mode) }
        tickets[ticketID] = ticket
        changes.tickets.insert(ticketID)
        enterPool(ticket)
        for player in ticket.players {
            players[player.playerID]?.matchID = nil
            refresh(player.playerID)
        }
    }

    /// A ticket begins to search, or goes on.
    mutating func enterPool(_ ticket: Ticket) {
        let entry = entry(ticket)
        matchmaker.add(entry, at: now)
        waits.resume(waitEntry(ticket, in: entry.modes), at: now)
        let age = age(ticket)
        for mode in ticket.heldIn { held[mode, default: AgeQueue()].insert(age) }
        for mode in ticket.modes { statistics[mode]?.enter(players: ticket.players.count) }
        noteModes(of: ticket, fitting: entry.modes)
        deadlines.add(.ticket(ticket.id), at: dueTime(of: ticket))
    }

    /// A searching ticket stops searching.
    mutating func leavePool(_ ticket: Ticket) {
        guard ticket.matchID == nil else { return }
        matchmaker.remove(ticket.id)
        waits.leave(ticket.id, isOver: false, at: now)
        stranded[ticket.id] = nil
        let age = age(ticket)
        for mode in ticket.heldIn { held[mode]?.remove(age) }
        for mode in ticket.modes { statistics[mode]?.leave(players: ticket.players.count) }
    }

    func entry(_ ticket: Ticket) -> SearchEntry {
        var entry = SearchEntry(
            ticketID: ticket.id, players: ticket.players, enqueuedAt: ticket.enqueuedAt,
            modes: fittingModes(of: ticket))
        for player in ticket.players {
            guard let profile = profiles[player.playerID] else { continue }
            entry.blocked.formUnion(profile.blocked)
            if !profile.ratings.isEmpty { entry.ratings[player.playerID] = profile.ratings }
        }
        return entry
    }

    func age(_ ticket: Ticket) -> AgeQueue.Entry {
        AgeQueue.Entry(enqueuedAt: ticket.enqueuedAt, ticketID: ticket.id)
    }

    /// When a searching ticket is given up, unless somebody is seen before.
    func dueTime(of ticket: Ticket) -> Timestamp {
        let silent = ticket.players.map { presence.lastSeen($0.playerID) + Presence.silence }.min()
        return [ticket.searchUntil, silent, stranded[ticket.id]].compactMap { $0 }.min() ?? ticket.searchUntil
    }
}

extension PlayerRecord {
    /// What a free player is told who asks to leave the queue.
    fileprivate func notQueued(at now: Timestamp) -> PlayerView {
        let view = present(at: now)
        guard view.state.kind != .notQueued else { return view }
        return PlayerView(
            state: PlayerState(playerID: playerID, revision: view.state.revision, kind: .notQueued))
    }
}
