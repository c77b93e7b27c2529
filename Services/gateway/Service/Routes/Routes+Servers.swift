import API
import Contracts
import HTTPServer
import RulesCore

/// `/matchmaking/provide`, `report` and `state`: B4 to B7.
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
            try await change(message)
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

    /// Tells the queue; of a match that it has no more, results says how it ended.
    private func change(_ message: ChangeMatch) async throws {
        guard let shard = message.matchID.shard else { throw Refusal(.notFound, "no such match") }
        do {
            _ = try await backend.command(message, shard: shard)
        } catch let refusal as Refusal where refusal.code == .notFound {
            let match = try await backend.ask(
                GetMatch(matchID: message.matchID, caller: message.serverUser, callerIsOperator: false))
            if case .abandoned = message.change, match.state == .abandoned { return }
            throw Refusal(.conflict, "the match has ended", matchID: message.matchID)
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
