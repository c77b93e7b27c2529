import Contracts
import Logging
import MatchmakerCore
import Messaging

/// Changes parties, ends the tickets that stand in the way, and tells those whom it concerns.
///
/// A ticket ends before somebody leaves: whoever dies between the two leaves a whole party without a ticket.
struct PartyDesk: Sendable {
    let store: PartyStore
    let library: ModeLibrary
    /// Has the owner of a shard end a ticket; throws when it can't be told.
    let cancel: @Sendable (CancelTicket, Shard) async throws -> Outcome<PlayerState>
    /// Tells all gateways; may be lost.
    let tell: @Sendable (PartiesChanged) -> Void
    let newCommandID: @Sendable () -> CommandID
    let logger: Logger

    func party(_ request: GetParty) async throws -> GetParty.Reply {
        guard let party = try await store.party(of: request.playerID) else { return .refused(PartyStore.noParty) }
        return .success(party)
    }

    func create(_ request: CreateParty) async throws -> CreateParty.Reply {
        try await changing {
            try await store.create(TicketPlayer(playerID: request.playerID, username: request.username))
        }
    }

    func join(_ request: JoinParty) async throws -> JoinParty.Reply {
        guard let code = PartyCode(typed: request.code) else {
            return .refused(Refusal(.notFound, "there is no such party"))
        }
        // A party that no mode has a team for could never play.
        let room = library.modes.modes.map(\.ruleSet.largestSide).max() ?? Party.most
        return try await changing {
            try await store.join(
                TicketPlayer(playerID: request.playerID, username: request.username), code: code, room: room)
        }
    }

    func update(_ request: UpdatePartyMember) async throws -> UpdatePartyMember.Reply {
        try await changing { try await store.update(request) }
    }

    func remove(_ request: RemovePartyMember) async throws -> RemovePartyMember.Reply {
        for _ in 0..<Self.attempts {
            let removal: PartyStore.Removal
            do { removal = try await store.remove(request.username, by: request.playerID) } catch is PartyStore.Busy {
                break
            }
            switch removal {
            case .refused(let refusal): return .refused(refusal)
            case .done(let party, let leaver, let told):
                tell(PartiesChanged(players: told))
                return .success(.init(party: leaver == request.playerID ? nil : party))
            case .queued(let record, let leaver):
                if let refusal = try await endTicket(record, leaver: leaver, asker: request.playerID) {
                    return .refused(refusal)
                }
            }
        }
        return .refused(Self.busy)
    }

    /// Takes those out of their parties who have gone; somebody who is queued again has come back.
    func leave(_ players: [PlayerID], forGood: Bool = false) async {
        for player in players {
            do {
                let removal = try await store.remove(nil, by: player, whateverIsOpen: forGood)
                if case .done(_, _, let told) = removal { tell(PartiesChanged(players: told)) }
            } catch {
                logger.info(
                    "a player isn't taken out of a party", metadata: ["player": "\(player)", "error": "\(error)"])
            }
        }
    }

    private static let attempts = 4
    private static let busy = Refusal(.unavailable, "the party is changing at this moment", retryAfterSeconds: 1)

    /// Ends the open ticket, on the word of who asks: leaving or taking out after a match was found is a decline.
    private func endTicket(_ record: PlayerRecord, leaver: PlayerID, asker: PlayerID) async throws -> Refusal? {
        guard let shard = record.shard else { return nil }
        if record.view.state.kind == .matchConfirmed {
            return Refusal(.inMatch, "a party stays together while it is in a match", matchID: record.matchID)
        }
        // Whoever asks has the same ticket, but for one whose match server has let them go.
        let command = CancelTicket(commandID: newCommandID(), playerID: asker, reason: .party)
        do {
            guard case .refused(let refusal) = try await cancel(command, shard) else { return nil }
            guard refusal.code == .conflict else { return refusal }
            return Refusal(.inMatch, "a party stays together while it is in a match", matchID: refusal.matchID)
        } catch RPCError.moved {
            return nil  // looked at anew
        }
    }

    private func changing(_ body: () async throws -> Outcome<Party>) async throws -> Outcome<Party> {
        do {
            let outcome = try await body()
            if case .success(let party) = outcome { tell(PartiesChanged(players: party.members.map(\.playerID))) }
            return outcome
        } catch is PartyStore.Busy {
            return .refused(Self.busy)
        }
    }
}
