import Contracts
import MatchmakerCore
import ModesCore

/// Players leave running matches, and others take their places.
extension FaultSimulation {
    /// A match server loses a player, wants another, or thinks better of it.
    mutating func loseOrSeek(_ index: Int, _ match: LiveMatch, _ shard: Shard) {
        guard !isQuiet else { return }
        let present = match.seats.filter { !$0.hasLeft }
        if chance(0.2), let gone = present.randomElement(using: &random) {
            ledger.left.insert(gone.ticketID)
            ledger.leavers.insert(gone.playerID)
            change(index, match, shard, .left(nicknames: [gone.nickname]))
        } else if chance(0.6), let gone = match.seats.first(where: \.hasLeft) {
            let command = OpenBackfill(
                commandID: servers[index].nextCommandID(), matchID: match.id, serverUser: servers[index].user,
                team: gone.faction, players: 1)
            send(Envelope(command: .openBackfill(command)), to: shard)
        } else if chance(0.05) {
            let command = CloseBackfill(
                commandID: servers[index].nextCommandID(), matchID: match.id, serverUser: servers[index].user)
            send(Envelope(command: .closeBackfill(command)), to: shard)
        }
    }

    /// After a commit: what must hold of those who join.
    mutating func checkJoining(_ writes: Writes, before: ModelStore) throws(Violation) {
        for match in writes.matches {
            try checkRoom(match)
            let seats = match.seats + (match.joinings ?? []).flatMap(\.seats)
            if match.stage == .closing, match.joinings != nil || match.openings != nil {
                throw violation("\(match.id) is over and still seeks players")
            }
            guard let old = before.matches[match.id] else { continue }
            let known = old.seats + (old.joinings ?? []).flatMap(\.seats)
            for seat in seats where !known.contains(where: { $0.playerID == seat.playerID }) {
                guard !ledger.cancelled.contains(seat.ticketID) else {
                    throw violation("cancelled ticket \(seat.ticketID) was asked to join \(match.id)")
                }
            }
            guard match.seats.count > old.seats.count else { continue }
            ledger.joined += match.seats.count - old.seats.count
            let isTold = writes.outbox.contains { message in
                guard case .confirmed(let told) = message.content else { return false }
                return told.matchID == match.id && told.players.count == match.seats.count
            }
            guard isTold else { throw violation("results isn't told who has joined \(match.id)") }
        }
    }

    /// No side has more players than it may, those who are asked among them.
    private func checkRoom(_ match: LiveMatch) throws(Violation) {
        guard let mode = FaultPlan.catalogue[match.mode] else { return }
        for side in mode.ruleSet.sides {
            let playing = match.seats.count { $0.faction == side.faction && !$0.hasLeft }
            let asked = (match.joinings ?? []).filter { $0.faction == side.faction }.map(\.seats.count).reduce(0, +)
            let open = (match.openings ?? []).filter { $0.faction == side.faction }.map(\.places).reduce(0, +)
            guard playing + asked + open <= side.maxPlayers, open >= 0 else {
                throw violation(
                    "\(side.faction) of \(match.id) has \(playing), asks \(asked) and seeks \(open) of \(side.maxPlayers)"
                )
            }
        }
    }
}
