import API
import Contracts
import HTTPServer
import RulesCore

/// `/party`: players who look for matches together.
extension Routes {
    func addParties(to router: inout Router) {
        router.on(.post, "/party", middleware: keyed) { request in
            let body = try JSONBody.decodeIfPresent(CreatePartyBody.self, from: request)
            return try answer(try await parties.create(body, by: try request.caller.account), status: .created)
        }
        router.on(.get, "/party", middleware: identified, pollParty)
        router.on(.post, "/party/join", middleware: keyed) { request in
            let body = try JSONBody.decode(JoinPartyBody.self, from: request)
            return try answer(
                try await parties.join(body, by: try request.caller.account, client: request.clientAddress))
        }
        router.on(.put, "/party/me", middleware: identified) { request in
            let body = try JSONBody.decode(UpdatePartyMemberBody.self, from: request)
            let player = try request.caller.playerID
            return try answer(try await parties.update(body, by: player, client: request.clientAddress))
        }
        router.on(.delete, "/party/members/{username}", middleware: identified) { request in
            let name = request.parameters["username"] ?? ""
            return try answer(try await parties.remove(name, by: try request.caller.playerID))
        }
    }

    /// The party, at once or after a change.
    @Sendable private func pollParty(_ request: HTTPRequest) async throws -> HTTPResponse {
        let player = try request.caller.playerID
        let rule = try WaitRule(wait: request.query["wait"], since: request.query["since"])
        await players.sign(of: player)
        guard rule.wait > .zero, let since = rule.since else { return try found(try await parties.party(of: player)) }
        let subscription = await parties.feeds.open(player)
        do {
            let party = try await wait(rule.wait, since: since, subscription, request)
            await parties.feeds.close(subscription)
            return try found(party)
        } catch {
            await parties.feeds.close(subscription)
            throw error
        }
    }

    private func wait(
        _ limit: Duration, since: Int64, _ subscription: ChangeFeeds.Subscription, _ request: HTTPRequest
    ) async throws -> Party? {
        let end = ContinuousClock.now + limit
        var party = try await parties.party(of: subscription.user)
        while let present = party, present.revision == since, ContinuousClock.now < end {
            // Read anew every fifteen seconds, whatever is told.
            let next = min(end, .now + .seconds(15))
            let wake = try await LongPoll.next(of: subscription.changes, until: next, drain: request.drain)
            if case .draining = wake { return present }
            await players.sign(of: subscription.user)
            party = try await parties.party(of: subscription.user)
        }
        return party
    }

    private func found(_ party: Party?) throws -> HTTPResponse {
        guard let party else { throw Refusal(.notFound, "you are in no party") }
        return try answer(party)
    }

    private func answer(_ party: Party?, status: HTTPStatus = .ok) throws -> HTTPResponse {
        .json(try PartyAnswer.bytes(party), status: status)
    }
}
