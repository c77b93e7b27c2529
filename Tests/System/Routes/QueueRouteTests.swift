import API
import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// B0–B3 of a player alone.
    @Suite struct QueueRouteTests {
        @Test("Who asks for a match is looking for one")
        func enqueue() async throws {
            let user = try await stack().player()
            let answer = try await user.client.ask(
                .post, "/matchmaking/enqueue", #"{"type":"LookForMatch","modes":["brawl"]}"#)
            #expect(answer.status == 201)
            #expect(answer["type"] == .string("LookingForMatch"))
            #expect(answer["ticketId"]?.string?.isEmpty == false)
            #expect(answer["modes"] == .array([.string("brawl")]))
            #expect(TestClock.moment(answer["enqueuedAt"]?.string) != nil)
            #expect(answer["revision"]?.double != nil)
            let state = try await user.client.ask(.get, "/matchmaking/enqueue")
            #expect(state.status == 200)
            #expect(state["ticketId"] == answer["ticketId"])
            let again = try await user.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["brawl"]}"#)
            again.expectProblem(409)
            #expect(again["ticketId"] == answer["ticketId"])
            try await user.client.leaveQueue()
        }

        @Test("Requests that name no mode that is, or modes of different groups, are 422")
        func modes() async throws {
            let user = try await stack().player()
            for body in ["{}", #"{"modes":[]}"#] {
                let answer = try await user.client.ask(.post, "/matchmaking/enqueue", body)
                answer.expectProblem(422)
                #expect(answer.invalidFields.contains("modes"), "\(answer.text)")
            }
            let unknown = try await user.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["no-such-mode"]}"#)
            unknown.expectProblem(422)
            for mode in ["duel", "duo", "brawl"] { #expect(unknown.text.contains(mode)) }
            let wrong = try await user.client.ask(
                .post, "/matchmaking/enqueue", #"{"type":"AcceptMatch","modes":["duel"]}"#)
            wrong.expectProblem(422)
            try await user.client.ask(.post, "/matchmaking/enqueue", #"{"modes":"duel"}"#).expectProblem(400)
        }

        @Test("Who isn't queued gets 404 with the members of NotQueued")
        func notQueued() async throws {
            let user = try await stack().player()
            let answer = try await user.client.ask(.get, "/matchmaking/enqueue")
            answer.expectProblem(404)
            #expect(answer["revision"]?.double != nil)
        }

        @Test("Leaving is 200 with NotQueued, also when there was nothing to leave")
        func leave() async throws {
            let user = try await stack().player()
            let nothing = try await user.client.ask(.delete, "/matchmaking/enqueue")
            #expect(nothing.status == 200)
            #expect(nothing["type"] == .string("NotQueued"))
            _ = try await user.enqueue("brawl")
            let left = try await user.client.ask(.delete, "/matchmaking/enqueue")
            #expect(left.status == 200)
            #expect(left["type"] == .string("NotQueued"))
            #expect(left["reason"] == .string("revoked"))
            let state = try await user.client.ask(.get, "/matchmaking/enqueue")
            state.expectProblem(404)
            #expect(state["reason"] == .string("revoked"))
            _ = try await user.enqueue("brawl")
            try await user.client.leaveQueue()
        }

        @Test("Accepting when nothing was found is 409, another type 422")
        func nothingFound() async throws {
            let user = try await stack().player()
            try await user.client.ask(.put, "/matchmaking/enqueue", #"{"type":"AcceptMatch"}"#).expectProblem(409)
            try await user.client.ask(.put, "/matchmaking/enqueue", #"{"type":"LookForMatch"}"#).expectProblem(422)
            try await user.client.ask(.put, "/matchmaking/enqueue", "{}").expectProblem(422)
        }

        @Test("Leaving takes no body, or one that says so")
        func leavingBody() async throws {
            let user = try await stack().player()
            let right = #"{"type":"RevokeFromMatch"}"#
            #expect(try await user.client.ask(.delete, "/matchmaking/enqueue", right).status == 200)
            try await user.client.ask(.delete, "/matchmaking/enqueue", #"{"type":"AcceptMatch"}"#).expectProblem(422)
            try await user.client.ask(.delete, "/matchmaking/enqueue", "{").expectProblem(400)
        }

        @Test("A decline that is said again gets the same answer")
        func declineAgain() async throws {
            let users = [try await stack().player(), try await stack().player()]
            for user in users { _ = try await user.enqueue("duel") }
            for user in users { _ = try await user.state(.matchFound) }
            let decline = #"{"type":"DeclineMatch"}"#
            for _ in 0..<2 {
                let answer = try await users[0].client.ask(.put, "/matchmaking/enqueue", decline)
                #expect(answer.status == 202, "\(answer.text)")
                #expect(answer["reason"] == .string("declined"))
            }
            try await users[0].client.ask(.put, "/matchmaking/enqueue", #"{"type":"AcceptMatch"}"#).expectProblem(409)
            try await users[1].client.leaveQueue()
        }

        @Test("A waiting poll answers when the state changes")
        func longPoll() async throws {
            let user = try await stack().player()
            let looking = try await user.enqueue("brawl")
            async let waited = user.client.state(wait: .seconds(20), since: looking.revision)
            try await user.client.leaveQueue()
            #expect(try await waited.type == "NotQueued")
        }

        @Test("Who has accepted hears of the other's decline at once, also without saying what he knows")
        func declineIsTold() async throws {
            let users = [try await stack().player(), try await stack().player()]
            for user in users { _ = try await user.enqueue("duel") }
            for user in users { _ = try await user.state(.matchFound) }
            let accepted = try await users[0].client.answer(AnswerMatchBody(accept: true))
            let begin = ContinuousClock.now
            async let waited = users[0].client.state(wait: .seconds(14))
            try await users[1].client.answer(AnswerMatchBody(accept: false))
            let told = try await waited
            #expect(told.revision > accepted.revision)
            #expect(ContinuousClock.now - begin < .seconds(10))
            try await users[0].client.leaveQueue()
        }

        @Test("A poll whose revision is past is answered at once")
        func pastRevision() async throws {
            let user = try await stack().player()
            let looking = try await user.enqueue("brawl")
            let begin = ContinuousClock.now
            let state = try await user.client.state(wait: .seconds(20), since: looking.revision - 1)
            #expect(state.revision >= looking.revision)
            #expect(ContinuousClock.now - begin < .seconds(5))
            try await user.client.leaveQueue()
        }

        @Test("A poll that nothing changes for is answered when its time is over")
        func quietPoll() async throws {
            let user = try await stack().player()
            let looking = try await user.enqueue("brawl")
            let begin = ContinuousClock.now
            let state = try await user.client.state(wait: .seconds(1), since: looking.revision)
            #expect(state.revision == looking.revision)
            #expect(ContinuousClock.now - begin >= .milliseconds(900))
            try await user.client.leaveQueue()
        }

        @Test("The event stream begins with the present state and tells each new one")
        func eventStream() async throws {
            let user = try await stack().player()
            let token = try #require(user.client.token)
            let stream = try await WebClient.shared.stream(
                HTTPClientRequest(
                    .get, user.client.baseURL + "/matchmaking/events", headers: ["Authorization": "Bearer \(token)"],
                    timeout: .seconds(20)))
            #expect(stream.status == .ok)
            #expect(stream.headers["Content-Type"]?.hasPrefix("text/event-stream") == true)
            var lines = stream.lines.makeAsyncIterator()
            var datas: [String] = []
            var ids: [String] = []
            func untilData(_ kind: String) async throws {
                while let line = try await lines.next() {
                    if line.hasPrefix("id:") { ids.append(String(line.dropFirst(3)).trimmed) }
                    guard line.hasPrefix("data:") else { continue }
                    datas.append(line)
                    if line.contains(kind) { return }
                }
                Issue.record("the stream ended before \(kind): \(datas)")
            }
            try await untilData("NotQueued")
            _ = try await user.enqueue("brawl")
            try await untilData("LookingForMatch")
            try await user.client.leaveQueue()
            try await untilData("NotQueued")
            #expect(ids.count == datas.count || ids.compactMap { Int($0) }.count >= 2)
            stream.close()
        }

        @Test("Repeating a request under one Idempotency-Key repeats its answer")
        func idempotency() async throws {
            let user = try await stack().player()
            let key: HTTPFields = ["Idempotency-Key": TestStack.newName("key")]
            let body = #"{"type":"LookForMatch","modes":["brawl"]}"#
            let first = try await user.client.ask(.post, "/matchmaking/enqueue", body, headers: key)
            #expect(first.status == 201)
            let second = try await user.client.ask(
                .post, "/matchmaking/enqueue", #"{ "modes": ["brawl"], "type": "LookForMatch" }"#, headers: key)
            #expect(second.status == 201)
            #expect(second.json == first.json)
            try await user.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duo"]}"#, headers: key)
                .expectProblem(422)
            try await user.client.leaveQueue()
        }

        @Test("A problem that is repeated under an Idempotency-Key names the request that meets it")
        func repeatedProblem() async throws {
            let user = try await stack().player()
            let key = TestStack.newName("key")
            var answers: [Answer] = []
            for id in ["first-try", "second-try"] {
                let answer = try await user.client.ask(
                    .post, "/matchmaking/enqueue", #"{"modes":["no-such-mode"]}"#,
                    headers: ["Idempotency-Key": key, "X-Request-Id": id])
                answer.expectProblem(422)
                #expect(answer["instance"]?.string == id)
                #expect(answer.headers["X-Request-Id"] == id)
                answers.append(answer)
            }
            #expect(answers[0]["detail"] == answers[1]["detail"])
            #expect(answers[0]["errors"] == answers[1]["errors"])
        }
    }
}

extension String {
    /// Without spaces at its ends.
    var trimmed: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
