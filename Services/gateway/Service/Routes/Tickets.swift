import API
import Contracts
import LobbyCore
import Messaging
import RulesCore

/// What a player can do about a ticket, by REST or by socket.
struct Tickets: Sendable {
    let backend: Backend
    let players: PlayerFeeds
    let parties: Parties
    let gateway: GatewayID
    let peerAddresses: PeerAddressRule

    /// B0.
    ///
    /// - Parameter client: the socket's own address, or the client's behind a trusted proxy.
    func enqueue(
        _ body: LookForMatchBody, by session: Session, command: CommandID, client: String
    ) async throws -> PlayerState {
        let account = session.account
        let wish = try TicketRequest(body)
        let address = try peerAddresses.address(of: body.ipAddress, client: client)
        let shard = try await backend.modes.shard(for: wish.modes)
        let player = TicketPlayer(
            playerID: account.playerID, username: account.username, attributes: wish.attributes,
            latencies: wish.latencies, address: address, signedInAt: session.startedAt)
        var ticket = EnqueueTicket(commandID: command, players: [player], modes: wish.modes, gateway: gateway)
        for _ in 0..<Self.attempts {
            do {
                return try await told(ticket, shard: shard)
            } catch let refusal as Refusal where [.inParty, .partyChanged].contains(refusal.code) {
                ticket.party = nil
                ticket.players = [player]
                if let party = try await parties.party(of: account.playerID) { try ticket.bring(party, asker: body) }
            }
        }
        throw Refusal(.unavailable, "the party is changing at this moment", retryAfterSeconds: 1)
    }

    /// A party may change between its reading and the commit; each time it is read anew.
    private static let attempts = 5

    /// B2.
    func leave(_ player: PlayerID, command: CommandID) async throws -> PlayerState {
        let command = CancelTicket(commandID: command, playerID: player, reason: .revoked)
        return try await told(command, about: player) { state in
            // The end of the last match is told until the next enqueue, but it isn't what leaving is answered with.
            guard state.kind != .notQueued else { return state }
            return PlayerState(playerID: player, revision: state.revision, kind: .notQueued)
        }
    }

    /// B3.
    func answer(_ body: AnswerMatchBody, by player: PlayerID, command: CommandID) async throws -> PlayerState {
        let answer = try MatchAnswer(body)
        let command = AnswerMatch(
            commandID: command, playerID: player, matchID: answer.matchID, accept: answer.accept)
        return try await told(command, about: player) { state in
            // A decline that is said again, because its answer was lost.
            guard !answer.accept, state.reason == .declined else {
                throw Refusal(.conflict, "no match is found for you")
            }
            return state
        }
    }

    /// Why the player's ticket isn't matched yet.
    ///
    /// - Throws: 404 for a player who isn't queued, or for whom a match was found.
    func explain(_ player: PlayerID) async throws -> SearchReport {
        let command = ExplainSearch(commandID: .random(), playerID: player)
        for _ in 0..<2 {
            let present = try await players.read(player)
            guard let shard = present.shard else {
                if present.state.kind == .notQueued { throw StateAnswer.notQueued(present.state) }
                throw Refusal(.notFound, "you are not queued")
            }
            do { return try await backend.command(command, shard: shard) } catch RPCError.moved { continue }
        }
        throw Backend.problem(.moved, service: "queue")
    }

    /// Sends a command to the shard where the player is; `nowhere` answers for a player who is in none.
    private func told<Command: ShardCommand>(
        _ command: Command, about player: PlayerID, nowhere: (PlayerState) throws -> PlayerState
    ) async throws -> PlayerState where Command.Reply == Outcome<PlayerState> {
        for _ in 0..<2 {
            let present = try await players.read(player)
            guard let shard = present.shard else { return try nowhere(present.state) }
            do { return try await told(command, shard: shard) } catch RPCError.moved { continue }  // look again
        }
        throw Backend.problem(.moved, service: "queue")
    }

    private func told<Command: ShardCommand>(_ command: Command, shard: Shard) async throws -> PlayerState
    where Command.Reply == Outcome<PlayerState> {
        let state = try await backend.command(command, shard: shard)
        await players.deliver([state])
        return state
    }
}

extension EnqueueTicket {
    /// Makes it the ticket of a whole party, whose leader is the only player so far.
    ///
    /// - Parameter asker: what the leader says in place of what they brought to the party before.
    fileprivate mutating func bring(_ party: Party, asker body: LookForMatchBody) throws(Refusal) {
        guard party.leader == players.first?.playerID, var leader = party.members.first else {
            throw Refusal(.forbidden, "only the leader of your party, \(party.members[0].username), looks for matches")
        }
        if body.attributes != nil { leader.attributes = players[0].attributes }
        if body.latencies != nil { leader.latencies = players[0].latencies }
        leader.address = players[0].address ?? leader.address
        players = [leader] + party.members.dropFirst()
        self.party = party.stamp
    }
}
