import API
import Contracts
import HTTPServer
import RulesCore

/// `/matchmaking/enqueue`: B0 to B3, `/matchmaking/explain` and `/modes`.
extension Routes {
    var tickets: Tickets {
        Tickets(
            backend: backend, players: players, parties: parties, gateway: settings.gatewayID,
            peerAddresses: settings.peerAddresses)
    }

    func addTickets(to router: inout Router) {
        router.on(.post, "/matchmaking/enqueue", middleware: keyed) { request in
            let caller = try request.caller
            let body = try JSONBody.decode(LookForMatchBody.self, from: request)
            let state = try await tickets.enqueue(
                body, by: caller.session, command: request.commandID, client: request.clientAddress)
            return .json(try StateAnswer.bytes(state), status: .created)
        }
        router.on(.get, "/matchmaking/enqueue", middleware: identified, poll)
        router.on(.delete, "/matchmaking/enqueue", middleware: identified) { request in
            let player = try request.caller.playerID
            var rule = BodyRule()
            rule.type(
                try JSONBody.decodeIfPresent(RevokeFromMatchBody.self, from: request)?.type, is: "RevokeFromMatch")
            try rule.check()
            return .json(try StateAnswer.bytes(try await tickets.leave(player, command: request.commandID)))
        }
        router.on(.put, "/matchmaking/enqueue", middleware: identified) { request in
            let player = try request.caller.playerID
            let body = try JSONBody.decode(AnswerMatchBody.self, from: request)
            let state = try await tickets.answer(body, by: player, command: request.commandID)
            return .json(try StateAnswer.bytes(state), status: .accepted)
        }
        router.on(.get, "/matchmaking/explain", middleware: identified) { request in
            let player = try request.caller.playerID
            await players.sign(of: player)
            return .json(try JSONBody.encode(SearchExplanationBody(try await tickets.explain(player))))
        }
        router.on(.get, "/modes") { _ in
            .json(try JSONBody.encode(ModesAnswer(try await backend.modes.all())))
        }
    }

    /// B1, at once or after a change.
    @Sendable private func poll(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try request.caller
        let rule = try WaitRule(wait: request.query["wait"], since: request.query["since"])
        await players.sign(of: caller.playerID)
        guard rule.wait > .zero else { return try answer(try await players.read(caller.playerID).state) }
        let subscription = await players.open(caller.session)
        do {
            let state = try await wait(rule, subscription, request)
            await players.close(subscription)
            return try answer(state)
        } catch {
            await players.close(subscription)
            throw error
        }
    }

    private func wait(
        _ rule: WaitRule, _ subscription: PlayerFeeds.Subscription, _ request: HTTPRequest
    ) async throws -> PlayerState {
        let end = ContinuousClock.now + rule.wait
        let state = try await players.read(subscription.player).state
        guard rule.waits(on: state) else { return state }
        while true {
            switch try await LongPoll.next(of: subscription.states, until: end, drain: request.drain) {
            case .changed(let news): if news.revision > state.revision { return news }
            case .timedOut: return try await players.read(subscription.player).state
            case .draining: return state
            case .ended: throw Identification.unauthorized
            }
        }
    }

    private func answer(_ state: PlayerState) throws -> HTTPResponse {
        if state.kind == .notQueued { throw StateAnswer.notQueued(state) }
        return .json(try StateAnswer.bytes(state))
    }
}
