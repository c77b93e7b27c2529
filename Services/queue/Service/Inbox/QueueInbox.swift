import Contracts
import MatchmakerCore
import Messaging

/// What the queue does about other services' events: each becomes a command to the shard that it concerns, under the event's
/// id, so that hearing it twice does no harm.
struct QueueInbox: Sendable {
    let players: PlayerStore
    let servers: ServerStore
    let parties: PartyDesk
    let commands: RPCClient

    /// How long a shard may take to change hands.
    static let deadline = Duration.seconds(5)

    var handlers: EventHandlers {
        var handlers = EventHandlers()
        handlers.on(SessionStarted.self) { event, received in
            guard let shard = try await players.player(event.playerID).record.matchShard else { return }
            let command = RenewCookie(commandID: CommandID(received.id), playerID: event.playerID)
            try settle(try await commands.call(command, shard: shard, deadline: Self.deadline))
        }
        handlers.on(SessionsRevoked.self) { event, received in
            guard event.endsTicket else { return }
            try await endTicket(of: event.playerID, received, revokedAt: event.revokedAt)
            await parties.leave([event.playerID])
        }
        handlers.on(UserDeleted.self) { event, received in
            try await endTicket(of: event.playerID, received)
            await parties.leave([event.playerID], forGood: true)
            try await players.forgetProfile(of: event.playerID)
            _ = try await servers.revoke(nil, of: event.playerID)
        }
        handlers.on(MatchResultRecorded.self) { event, received in
            try await close(event.match, .completed, received, ratings: event.ratings)
        }
        handlers.on(MatchAbandoned.self) { event, received in try await close(event.match, .abandoned, received) }
        return handlers
    }

    private func endTicket(
        of playerID: PlayerID, _ event: ReceivedEvent, revokedAt: Timestamp? = nil
    ) async throws {
        guard let shard = try await players.player(playerID).record.shard else { return }
        let command = CancelTicket(
            commandID: CommandID(event.id), playerID: playerID, reason: .sessionEnded, sparesLaterThan: revokedAt)
        try settle(try await commands.call(command, shard: shard, deadline: Self.deadline))
    }

    private func close(
        _ match: MatchRecord, _ ending: PlayerState.Ending, _ event: ReceivedEvent, ratings: [PlayerRating]? = nil
    ) async throws {
        guard let shard = match.matchID.shard else { return }
        let command = CloseMatch(
            commandID: CommandID(event.id), matchID: match.matchID, ending: ending,
            matchData: ending == .completed ? try MatchData(match).json() : nil, ratings: ratings,
            ratedAt: match.completedAt.flatMap { Timestamp(rfc3339: $0) })
        try settle(try await commands.call(command, shard: shard, deadline: Self.deadline))
    }

    /// Refusals are answers: a confirmed match isn't left by signing out. Only what may pass is tried again.
    private func settle<Success>(_ outcome: Outcome<Success>) throws {
        if case .refused(let refusal) = outcome, refusal.code == .unavailable {
            throw RPCError.unavailable(refusal.detail ?? "")
        }
    }
}

extension PlayerRecord {
    /// Where the match is that the player is in.
    fileprivate var matchShard: Shard? { matchID == nil ? nil : shard }
}
