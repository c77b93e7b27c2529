import Contracts

extension ShardEngine {
    /// Why these players can't have one ticket, as far as parties go: who is in a party searches with all of it, and the party
    /// must still be what the leader's gateway has read.
    ///
    /// A party changes only while its members' rows are locked and none of them has a ticket. So what this transaction reads
    /// after its claims holds until it ends.
    func partyObjection(to command: EnqueueTicket) -> Refusal? {
        guard let stamp = command.party else {
            let isInParty = command.players.contains { party(of: $0.playerID) != nil }
            return isInParty ? Refusal(.inParty, "the leader of a party looks for matches for all of it") : nil
        }
        guard command.players.allSatisfy({ isBusy($0.playerID) || party(of: $0.playerID) == stamp }) else {
            return Refusal(.partyChanged, "the party has changed meanwhile")
        }
        let members = Set(command.players.map(\.playerID))
        guard !members.contains(where: { profile(of: $0)?.blocked.isDisjoint(with: members) == false }) else {
            return Refusal(.conflict, "members of the party have blocked one another")
        }
        return nil
    }

    /// In a ticket or match of this shard, and refused for that.
    private func isBusy(_ playerID: PlayerID) -> Bool { players[playerID]?.isFree == false }

    private func party(of playerID: PlayerID) -> PartyStamp? { profile(of: playerID)?.party }

    /// Of those whom this shard holds as it was when their ticket was made; they may have been let go in this very step.
    private func profile(of playerID: PlayerID) -> PlayerProfile? {
        players[playerID] == nil ? news[playerID] : profiles[playerID]
    }
}
