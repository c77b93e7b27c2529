import Contracts
import MatchmakerCore

/// What any replica does about parties, each in one transaction that locks the rows of the players whom it concerns.
extension ModelStore {
    enum PartyChange: Sendable {
        case done
        case refused
        /// An open ticket must end first.
        case queued
        /// Somebody else has one of the rows.
        case busy
    }

    func party(of player: PlayerID) -> Party? {
        parties.values.first { $0.members.contains { $0.playerID == player } }
    }

    /// Each of these with the party's stamp, as a claim reads it.
    func profile(of player: PlayerID) -> PlayerProfile? {
        guard let party = party(of: player) else { return profiles[player] }
        var profile = profiles[player] ?? PlayerProfile()
        profile.party = party.stamp
        return profile
    }

    mutating func createParty(of player: PlayerID, id: PartyID, now: Timestamp) -> PartyChange {
        if isLocked([player]) { return .busy }
        guard Party.objection(to: players[player], membership: party(of: player)?.partyID) == nil else {
            return .refused
        }
        parties[id] = Party(partyID: id, code: "", revision: now.milliseconds, members: [Self.member(player)])
        return .done
    }

    mutating func join(_ player: PlayerID, _ id: PartyID, room: Int, now: Timestamp) -> PartyChange {
        guard var party = parties[id] else { return .refused }
        if isLocked(party.members.map(\.playerID) + [player]) { return .busy }
        let objection = party.objection(
            to: player, present: players, membership: self.party(of: player)?.partyID, isUnwanted: false, room: room)
        guard objection == nil else { return .refused }
        party.add(Self.member(player), at: now)
        parties[id] = party
        return .done
    }

    mutating func leave(_ player: PlayerID, now: Timestamp) -> PartyChange {
        guard var party = party(of: player) else { return .refused }
        if isLocked([player]) { return .busy }
        if players[player]?.isFree == false, defect != .leavingWhileQueued { return .queued }
        party.remove(player, at: now)
        parties[party.partyID] = party.members.isEmpty ? nil : party
        return .done
    }

    private static func member(_ player: PlayerID) -> TicketPlayer {
        TicketPlayer(playerID: player, username: player.rawValue)
    }

    private func isLocked(_ players: [PlayerID]) -> Bool {
        defect != .partiesNotLocked
            && open.values.contains { transaction in players.contains { transaction.claims[$0] != nil } }
    }
}
