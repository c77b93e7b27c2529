import API
import APIClient
import Contracts
import HTTPTypes
import Testing
import Threads
import WebSocket

extension SystemSuite.Outside {
    /// The whole way of two players over their WebSockets.
    @Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
        /// The next state of this kind; earlier ones are passed over.
        private func next(
            _ kind: PlayerState.Kind, of messages: inout PlayerSocket.Iterator
        ) async throws -> StateBody {
            while let message = try await messages.next() {
                if case .state(let state) = message, state.type == kind.rawValue { return state }
            }
            throw TestStack.Failed(description: "the socket closed before \(kind)")
        }

        @Test("States come over the socket, and requests go over it")
        func wholeWay() async throws {
            let stack = try stack()
            let server = try await ManualServer.offering(on: stack)
            let players = [try await stack.player(), try await stack.player()]
            let first = try await PlayerSocket.open(players[0].client)
            let second = try await PlayerSocket.open(players[1].client)
            var states = [first.makeAsyncIterator(), second.makeAsyncIterator()]
            for index in 0..<2 { _ = try await next(.notQueued, of: &states[index]) }
            try await first.send(LookForMatchBody(modes: ["duel"]))
            _ = try await next(.lookingForMatch, of: &states[0])
            try await second.send(LookForMatchBody(modes: ["duel"]))
            for (index, socket) in [first, second].enumerated() {
                let found = try await next(.matchFound, of: &states[index])
                try await socket.send(AnswerMatchBody(accept: true, matchId: found.matchId?.rawValue))
            }
            for index in 0..<2 { _ = try await next(.matchConfirmed, of: &states[index]) }
            let prepare = try await server.prepared()
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            for index in 0..<2 {
                #expect(try await next(.matchComplete, of: &states[index]).outcome == "completed")
            }
            for socket in [first, second] { await socket.close() }
            try await server.revoke()
        }

        @Test("What can't be done comes as a Problem, and the socket stays")
        func problems() async throws {
            let user = try await stack().player()
            let socket = try await PlayerSocket.open(user.client)
            var messages = socket.makeAsyncIterator()
            _ = try await next(.notQueued, of: &messages)
            try await socket.send(LookForMatchBody(modes: ["no-such-mode"]))
            guard case .problem(let status, _)? = try await messages.next() else {
                Issue.record("no problem came")
                return
            }
            #expect(status == 422)
            try await socket.send(AnswerMatchBody(accept: true))
            guard case .problem(409, _)? = try await messages.next() else {
                Issue.record("no second problem came")
                return
            }
            await socket.close()
        }

        @Test("A first message may identify the player, within five seconds and only with a live session")
        func authenticateByMessage() async throws {
            let user = try await stack().player()
            let anonymous = try stack().anonymous()
            let good = try await anonymous.webSocket("/matchmaking/socket")
            try await good.send(#"{"type":"Authenticate","token":"\#(try #require(user.client.token))"}"#)
            #expect(await good.receive()?.text?.contains("NotQueued") == true)
            await good.close()
            let bad = try await anonymous.webSocket("/matchmaking/socket")
            try await bad.send(#"{"type":"Authenticate","token":"no-such-token"}"#)
            _ = try await withDeadline(.seconds(10)) { try await bad.waitUntilClosed() }
            let silent = try await anonymous.webSocket("/matchmaking/socket")
            _ = try await withDeadline(.seconds(10)) { try await silent.waitUntilClosed() }
        }

        @Test("A cookie that has died leaves it to the first message to identify the player")
        func staleCookie() async throws {
            let user = try await stack().player()
            let stale = try await stack().player()
            let token = try #require(stale.client.token)
            try await stale.client.logOut()
            let cookie: HTTPFields = ["Cookie": "mm_session_cookie=\(token)"]
            let anonymous = try stack().anonymous()
            let socket = try await anonymous.webSocket("/matchmaking/socket", headers: cookie)
            try await socket.send(#"{"type":"Authenticate","token":"\#(try #require(user.client.token))"}"#)
            #expect(await socket.receive()?.text?.contains("NotQueued") == true)
            await socket.close()
            let impostor = try await anonymous.webSocket("/matchmaking/socket", headers: cookie)
            try await impostor.send(#"{"type":"LookForMatch","modes":["duel"]}"#)
            #expect(await impostor.receive()?.text?.contains(#""status":401"#) == true)
            _ = try await withDeadline(.seconds(10)) { try await impostor.waitUntilClosed() }
        }

        @Test("A dead session can't open a socket")
        func deadSession() async throws {
            var client = try stack().anonymous()
            client.token = "no-such-token"
            do {
                _ = try await PlayerSocket.open(client)
                Issue.record("the socket was opened")
            } catch {
                #expect(error.status == 401)
            }
        }
    }
}
