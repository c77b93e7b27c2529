import Contracts
import ModesCore

/// Places of running matches: opened by the match server or by the mode, and closed again.
extension ShardEngine {
    /// A match server wants places filled.
    mutating func open(_ command: OpenBackfill) -> CommandReply {
        guard var match = matches[command.matchID] else { return .refused(Refusal(.notFound)) }
        if let refusal = objection(of: match, to: command.serverUser) { return .refused(refusal) }
        guard let judge = judge(match.mode), let room = judge.room(in: command.team) else {
            let sides = modes[match.mode]?.ruleSet.sides.map(\.faction) ?? []
            let known = sides.joined(separator: ", ")
            return .refused(Refusal(.invalid, errors: [.init("team", "is no team of '\(match.mode)': \(known)")]))
        }
        let opening = match.openings?.first { $0.faction == command.team }
        guard opening?.wanted != command.players else { return .done }
        let taken = match.players(in: command.team)
        guard command.players >= 1, taken + command.players <= room else {
            let error = Refusal.FieldError(
                "players", "must be from 1 to \(max(0, room - taken)): '\(command.team)' has \(taken) of \(room)")
            return .refused(Refusal(.invalid, errors: [error]))
        }
        if let opening {
            let detail = "\(opening.wanted) are sought for '\(command.team)' already"
            return .refused(Refusal(.conflict, detail, matchID: match.id))
        }
        match.open(command.players, in: command.team, at: now)
        save(match)
        seek(in: match.mode)
        return .done
    }

    /// No more players are wanted; those who are asked at this moment search on.
    mutating func close(_ command: CloseBackfill) -> CommandReply {
        guard var match = matches[command.matchID] else { return .refused(Refusal(.notFound)) }
        if let refusal = objection(of: match, to: command.serverUser) { return .refused(refusal) }
        guard match.openings != nil || match.joinings != nil else { return .done }
        let returning = stopSeeking(&match)
        save(match)
        letSearch(returning)
        return .done
    }

    private mutating func objection(of match: LiveMatch, to user: PlayerID) -> Refusal? {
        guard match.isHeld(by: user), match.serverIsHeld || match.isUnattended || match.stage == .closing else {
            return Refusal(.forbidden, "the match is not this server's")
        }
        if !match.isUnattended { changes.serverCalls.insert(user) }
        guard match.stage == .playing else {
            return Refusal(.conflict, "the match is not in progress", matchID: match.id)
        }
        return nil
    }

    /// Players have left a match whose mode fills its places by itself.
    func openPlaces(of gone: [Seat], in match: inout LiveMatch) {
        guard modes[match.mode]?.backfill == true, match.stage == .playing else { return }
        for seat in gone { match.open(1, in: seat.faction, at: now) }
    }

    /// A match begins whose mode fills its places by itself.
    func openFreePlaces(in match: inout LiveMatch) {
        guard let mode = modes[match.mode], mode.backfill else { return }
        for side in mode.ruleSet.sides {
            let free = side.maxPlayers - match.players(in: side.faction)
            if free > 0 { match.open(free, in: side.faction, at: now) }
        }
    }

    /// Ends the search for a match's places; gives back the tickets that were asked.
    mutating func stopSeeking(_ match: inout LiveMatch) -> [TicketID] {
        let asked = (match.joinings ?? []).map(\.ticketID)
        match.openings = nil
        match.joinings = nil
        return asked
    }

    /// Lets tickets that were asked search on with their age.
    mutating func letSearch(_ asked: [TicketID]) {
        for id in asked { returnToPool(id, holding: nil) }
        propose(of: asked)
    }
}
