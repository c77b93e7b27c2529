import API
import Contracts
import HTTPServer
import LobbyCore
import RulesCore

/// What a player can do about a party, by REST or by socket.
struct Parties: Sendable {
    let backend: Backend
    let feeds: ChangeFeeds
    let guesses: CodeGuesses
    let addresses: AddressLimits
    let peerAddresses: PeerAddressRule

    /// `nil` for somebody who is in none.
    func party(of player: PlayerID) async throws -> Party? {
        do {
            return try await backend.ask(GetParty(playerID: player))
        } catch let refusal as Refusal where refusal.code == .notFound {
            return nil
        }
    }

    func create(_ body: CreatePartyBody?, by account: Account) async throws -> Party {
        var rule = BodyRule()
        rule.type(body?.type, is: "CreateParty")
        try rule.check()
        return try await backend.ask(CreateParty(playerID: account.playerID, username: account.username))
    }

    /// - Parameter client: the address that a wrong code is counted for.
    func join(_ body: JoinPartyBody, by account: Account, client: String) async throws -> Party {
        let invitation = try PartyInvitation(body)
        let address = addresses.trusts(client) ? nil : client
        try await guesses.take(account.playerID, address: address)
        do {
            let party = try await backend.ask(
                JoinParty(playerID: account.playerID, username: account.username, code: invitation.code))
            await guesses.wasRight(account.playerID, address: address)
            return party
        } catch {
            let isWrong = (error as? Refusal)?.code == .notFound
            if !isWrong { await guesses.wasRight(account.playerID, address: address) }
            throw error
        }
    }

    func update(_ body: UpdatePartyMemberBody, by player: PlayerID, client: String) async throws -> Party {
        let contribution = try PartyContribution(body)
        return try await backend.ask(
            UpdatePartyMember(
                playerID: player, attributes: contribution.attributes, latencies: contribution.latencies,
                address: try peerAddresses.address(of: body.ipAddress, client: client)))
    }

    /// The party as it is now; `nil` when the caller has left.
    func remove(_ username: String, by player: PlayerID) async throws -> Party? {
        try await backend.ask(RemovePartyMember(playerID: player, username: username)).party
    }
}
