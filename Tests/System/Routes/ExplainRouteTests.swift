import API
import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// `GET /matchmaking/explain`, and the same over the socket.
    @Suite(.timeLimit(.minutes(2))) struct ExplainRouteTests {
        @Test("Who searches is told why there is no match yet, mode by mode")
        func explained() async throws {
            let user = try await stack().player()
            let state = try await user.enqueue("brawl")
            let answer = try await user.client.ask(.get, "/matchmaking/explain")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer["type"] == .string("SearchExplanation"))
            #expect(answer["ticketId"] == state.ticketId.map { .string($0.rawValue) })
            #expect(TestClock.moment(answer["enqueuedAt"]?.string) != nil)
            #expect((answer["waitedSeconds"]?.double).map { $0 >= 0 } == true)
            let explanation = try await user.client.explain()
            #expect(explanation.modes.map(\.mode) == ["brawl"])
            #expect(explanation.modes[0].exclusions.map(\.condition) == ["teamSizes", "blocks"])
            #expect(explanation.wouldMatch.contains { $0.change == "players" && ($0.players ?? 0) <= 3 })
            #expect(try await user.client.state().ticketId == state.ticketId, "asking changes nothing")
            try await user.client.leaveQueue()
        }

        @Test("Each member of a party may ask, and who isn't searching gets 404")
        func whoAsks() async throws {
            let (ann, bob) = (try await stack().player(), try await stack().player())
            let nothing = try await ann.client.ask(.get, "/matchmaking/explain")
            nothing.expectProblem(404)
            #expect(nothing["revision"]?.double != nil, "with the members of NotQueued")
            _ = try await bob.client.joinParty(try await ann.client.createParty().code)
            let state = try await ann.client.enqueue(LookForMatchBody(modes: ["duo"]))
            #expect(try await bob.client.explain().ticketId == state.ticketId)
            try await ann.client.leaveQueue()
            try await bob.client.ask(.get, "/matchmaking/explain").expectProblem(404)
            for user in [ann, bob] { try await user.client.leaveParty(user.name) }
            try await ann.client.ask(.post, "/matchmaking/explain", "{}").expectProblem(405)
        }

        @Test("Once a match is found there is nothing to explain")
        func found() async throws {
            let users = [try await stack().player(), try await stack().player()]
            for user in users { _ = try await user.enqueue() }
            let state = try await users[0].state(.matchFound)
            let answer = try await users[0].client.ask(.get, "/matchmaking/explain")
            answer.expectProblem(404)
            #expect(answer["matchId"] == state.matchId.map { .string($0.rawValue) })
            try await users[0].client.leaveQueue()
            _ = try await users[1].state(.lookingForMatch)
            try await users[1].client.leaveQueue()
        }

        @Test("The socket answers ExplainSearch, with a problem when there is nothing to explain")
        func overSocket() async throws {
            let user = try await stack().player()
            let socket = try await PlayerSocket.open(user.client)
            var messages = socket.makeAsyncIterator()
            try await socket.send(ExplainSearchBody())
            var status: Int?
            while status == nil, let message = try await messages.next() {
                if case .problem(let told, _) = message { status = told }
            }
            #expect(status == 404)
            try await socket.send(LookForMatchBody(modes: ["brawl"]))
            try await socket.send(ExplainSearchBody())
            var explanation: SearchExplanationBody?
            while explanation == nil, let message = try await messages.next() {
                if case .explanation(let told) = message { explanation = told }
            }
            #expect(explanation?.modes.map(\.mode) == ["brawl"])
            try await socket.send(RevokeFromMatchBody())
            while let message = try await messages.next() {
                if case .state(let state) = message, state.type == "NotQueued", state.reason == "revoked" { break }
            }
            await socket.close()
        }
    }
}
