import Contracts
import MatchmakerCore

extension FaultSimulation {
    /// The most players of a party: the largest team of the modes in which parties search.
    private static let room = 2

    /// What a player does about parties instead of anything else; false when nothing comes to mind.
    mutating func partyTurn(_ index: Int) throws(Violation) -> Bool {
        let id = players[index].id
        let party = store.party(of: id)
        if isQuiet || players[index].leavesParty {
            guard party != nil else {
                players[index].leavesParty = false
                return false
            }
            return try leaveParty(index)
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0 where party == nil:
            partyCount += 1
            let change = store.createParty(of: id, id: PartyID("y\(partyCount)"), now: now.timestamp)
            try tell(change, "\(id) makes y\(partyCount)")
        case 1...4 where party == nil:
            let others = store.parties.keys.sorted()
            guard let other = others.randomElement(using: &random) else { return false }
            try tell(store.join(id, other, room: Self.room, now: now.timestamp), "\(id) joins \(other)")
        case 5 where party != nil: return try leaveParty(index)
        default: return false
        }
        return true
    }

    /// True when the player is busy with it. A ticket ends first; whoever is interrupted in between tries again later.
    private mutating func leaveParty(_ index: Int) throws(Violation) -> Bool {
        let id = players[index].id
        let change = store.leave(id, now: now.timestamp)
        try tell(change, "\(id) leaves the party")
        players[index].leavesParty = change == .queued || change == .busy
        guard change == .queued, let record = store.players[id] else { return true }
        guard record.view.state.kind != .matchConfirmed else { return false }
        cancel(index, record, reason: .party)
        return true
    }

    /// Those who said nothing for a minute.
    mutating func leaveParties(_ gone: [PlayerID]) throws(Violation) {
        guard !databaseIsAway else { return }
        for player in gone { try tell(store.leave(player, now: now.timestamp), "\(player) is taken out of the party") }
    }

    private mutating func tell(_ change: ModelStore.PartyChange, _ what: String) throws(Violation) {
        note("\(what): \(change)")
        try checkParties()
    }

    /// The players of a party's ticket are the party, unless one of them has left a running match, and its members have no
    /// other.
    func checkParties() throws(Violation) {
        for ticket in store.tickets.values {
            guard let partyID = ticket.partyID, !ledger.left.contains(ticket.id) else { continue }
            let members = Set(store.parties[partyID]?.members.map(\.playerID) ?? [])
            guard Set(ticket.players.map(\.playerID)) == members else {
                throw violation("ticket \(ticket.id) is not of all of party \(partyID)")
            }
        }
        var seen: [PlayerID: PartyID] = [:]
        for party in store.parties.values {
            for member in party.members {
                if let other = seen.updateValue(party.partyID, forKey: member.playerID) {
                    throw violation("\(member.playerID) is in two parties, \(party.partyID) and \(other)")
                }
                guard let ticketID = store.players[member.playerID]?.ticketID else { continue }
                guard store.tickets[ticketID]?.partyID == party.partyID else {
                    throw violation("\(member.playerID) is in party \(party.partyID) and searches without it")
                }
            }
        }
    }
}
