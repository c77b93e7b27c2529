import API
import Contracts
import HTTPServer
import RulesCore

/// `/matchmaking/provide`, `report`, `state` and `backfill`: B4 to B7.
extension Routes {
    func addServers(to router: inout Router) {
        router.on(.post, "/matchmaking/provide", middleware: keyed) { request in
            let body = try JSONBody.decode(OfferMatchServerBody.self, from: request)
            let servers = try await backend.ask(try OfferServers(body, serverUser: try request.serverUser))
            return .json(try JSONBody.encode(OfferedBody(servers)), status: .created)
        }
        router.on(.get, "/matchmaking/provide", middleware: identified, provide)
        router.on(.delete, "/matchmaking/provide", middleware: identified) { request in
            let body = try JSONBody.decodeIfPresent(RevokeMatchServerBody.self, from: request)
            let message = try RevokeServers(
                query: request.query.values(of: "address"), all: request.query["all"] == "true", body: body,
                serverUser: try request.serverUser)
            return .json(try JSONBody.encode(RevokedBody(revoked: try await backend.ask(message))))
        }
        router.on(.post, "/matchmaking/report", middleware: keyed, report)
        router.on(.post, "/matchmaking/state", middleware: keyed) { request in
            let body = try JSONBody.decode(MatchStateBody.self, from: request)
            let message = try ChangeMatch(body, serverUser: try request.serverUser, commandID: request.commandID)
            try await tell(message, of: message.matchID, by: message.serverUser, isAbandoning: message.isAbandoning)
            return .json(try JSONBody.encode(DoneBody()))
        }
        router.on(.post, "/matchmaking/backfill", middleware: keyed) { request in
            let body = try JSONBody.decode(OpenBackfillBody.self, from: request)
            let answer = try await openBackfill(body, by: try request.serverUser, command: request.commandID)
            return .json(try JSONBody.encode(answer), status: .created)
        }
        router.on(.delete, "/matchmaking/backfill", middleware: identified) { request in
            let user = try request.serverUser
            _ = try await closeBackfill(of: request.query["matchId"], by: user, command: request.commandID)
            return .json(try JSONBody.encode(DoneBody()))
        }
    }

    /// B5, at once or after a change.
    @Sendable private func provide(_ request: HTTPRequest) async throws -> HTTPResponse {
        let user = try request.serverUser
        let rule = try WaitRule(wait: request.query["wait"], since: request.query["since"])
        guard rule.wait > .zero else {
            return try servers(try await backend.ask(ListServers(serverUser: user, gateway: nil)))
        }
        let subscription = await servers.open(user)
        do {
            let reply = try await wait(rule, subscription, request)
            await servers.close(subscription)
            return try servers(reply)
        } catch {
            await servers.close(subscription)
            throw error
        }
    }

    private func wait(
        _ rule: WaitRule, _ subscription: ChangeFeeds.Subscription, _ request: HTTPRequest
    ) async throws -> ListServers.Reply {
        let end = ContinuousClock.now + rule.wait
        let question = ListServers(serverUser: subscription.user, gateway: settings.gatewayID)
        let first = try await backend.ask(question)
        guard rule.waits(on: first) else { return first }
        var reply = first
        while reply.revision == first.revision {
            // Read anew every fifteen seconds, whatever is told: it renews the leases of the server's matches as well.
            let next = min(end, .now + .seconds(15))
            let wake = try await LongPoll.next(of: subscription.changes, until: next, drain: request.drain)
            if case .draining = wake { return reply }
            reply = try await backend.ask(question)
            if ContinuousClock.now >= end { return reply }
        }
        return reply
    }

    private func servers(_ reply: ListServers.Reply) throws -> HTTPResponse {
        .json(try JSONBody.encode(MatchServersBody(reply)))
    }

    func openBackfill(
        _ body: OpenBackfillBody, by user: PlayerID, command: CommandID
    ) async throws -> BackfillBody {
        let message = try OpenBackfill(body, serverUser: user, commandID: command)
        try await tell(message, of: message.matchID, by: user)
        return BackfillBody(matchId: message.matchID, team: message.team, players: message.players)
    }

    func closeBackfill(of match: String?, by user: PlayerID, command: CommandID) async throws -> MatchID {
        let message = try CloseBackfill(matchID: match, serverUser: user, commandID: command)
        try await tell(message, of: message.matchID, by: user)
        return message.matchID
    }

    /// Tells the queue; of a match that it has no more, results says how it ended.
    private func tell<Message: ShardCommand>(
        _ message: Message, of match: MatchID, by user: PlayerID, isAbandoning: Bool = false
    ) async throws where Message.Reply == Outcome<Done> {
        guard let shard = match.shard else { throw Refusal(.notFound, "no such match") }
        do {
            _ = try await backend.command(message, shard: shard)
        } catch let refusal as Refusal where refusal.code == .notFound {
            let record = try await backend.ask(GetMatch(matchID: match, caller: user, callerIsOperator: false))
            if isAbandoning, record.state == .abandoned { return }
            throw Refusal(.conflict, "the match has ended", matchID: match)
        }
    }

    /// B7.
    @Sendable private func report(_ request: HTTPRequest) async throws -> HTTPResponse {
        let body = try JSONBody.decode(MatchCompleteBody.self, from: request)
        let message = try ReportMatch(body, serverUser: try request.serverUser)
        _ = try await backend.ask(message)
        return .json(try JSONBody.encode(RecordedBody(matchId: message.matchID.rawValue)))
    }
}

extension ChangeMatch {
    fileprivate var isAbandoning: Bool { if case .abandoned = change { true } else { false } }
}
