import API
import Contracts
import LobbyCore
import Messaging
import RulesCore

/// What a player can do about a ticket, by REST or by socket.
struct Tickets: Sendable {
    let backend: Backend
    let players: PlayerFeeds
    let gateway: GatewayID
    let peerAddresses: PeerAddressRule

    /// B0.
    ///
    /// - Parameter client: the socket's own address, or the client's behind a trusted proxy.
    func enqueue(
        _ body: LookForMatchBody, by account: Account, command: CommandID, client: String
    ) async throws -> PlayerState {
        let wish = try TicketRequest(body)
        let address = try body.ipAddress.map { text in
            guard let claimed = PeerAddressRule.read(text) else {
                throw Refusal(.invalid, errors: [Refusal.FieldError("ipAddress", "is not an address")])
            }
            return peerAddresses.address(claimed: claimed, client: client)
        }
        let shard = try await backend.modes.shard(for: wish.modes)
        let player = TicketPlayer(
            playerID: account.playerID, username: account.username, attributes: wish.attributes,
            latencies: wish.latencies, address: address)
        return try await told(
            EnqueueTicket(commandID: command, players: [player], modes: wish.modes, gateway: gateway), shard: shard)
    }

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
