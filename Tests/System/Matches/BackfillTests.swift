import API
import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// Places of running matches that are filled.
    @Suite(.timeLimit(.minutes(2))) struct BackfillTests {
        /// A match of two against two under way, one of whom has left.
        private func match(
            _ mode: String, on stack: TestStack
        ) async throws -> (server: ManualServer, players: [User], prepare: PrepareMatchBody, team: String) {
            let server = try await ManualServer.offering(modes: [mode], on: stack)
            var players: [User] = []
            for _ in 0..<4 {
                let player = try await stack.player()
                players.append(player)
                _ = try await player.enqueue(mode)
            }
            for player in players {
                _ = try await player.state(.matchFound)
                try await player.accept()
            }
            let prepare = try await server.prepared()
            let id = prepare.matchConfig.matchID.rawValue
            try await server.user.client.tell(MatchStateBody(matchId: id, state: "MatchInProgress"))
            let gone = players.removeLast()
            let left = try await server.user.client.ask(
                .post, "/matchmaking/state", #"{"matchId":"\#(id)","left":["\#(gone.name)"]}"#)
            #expect(left.status == 200, "\(left.text)")
            let seat = try #require(prepare.matchConfig.nicknames.firstIndex(of: gone.name))
            return (server, players, prepare, prepare.matchConfig.factions[seat])
        }

        private func report(_ server: ManualServer, _ config: MatchConfig) async throws {
            let reported = try await server.user.client.report(server.result(of: config))
            #expect(reported.recorded)
        }

        @Test("The server asks for a player, who accepts, is told to it, and stands in the result")
        func manual() async throws {
            let stack = try stack()
            let (server, players, prepare, team) = try await match("duo", on: stack)
            let id = prepare.matchConfig.matchID
            let body = #"{"matchId":"\#(id)","team":"\#(team)","players":1}"#
            for _ in 0..<2 {
                let opened = try await server.user.client.ask(.post, "/matchmaking/backfill", body)
                #expect(opened.status == 201 && opened["team"] == .string(team), "\(opened.text)")
            }
            let new = try await stack.player()
            _ = try await new.enqueue("duo")
            let found = try await new.state(.matchFound)
            #expect(found.matchId == id && found.players == 1)
            try await new.accept()
            let confirmed = try await new.state(.matchConfirmed)
            #expect(confirmed.state == "MatchInProgress")
            var seen = try await server.user.client.servers()
            #expect(seen.prepare.first?.clientCookies.last?.nickname == new.name)
            #expect(seen.prepare.first?.clientCookies.last?.cookie == confirmed.cookie)
            seen = try await server.user.client.servers()
            let config = try #require(seen.prepare.first?.matchConfig)
            #expect(config.nicknames.count == 5 && config.factions.last == team)
            try await report(server, config)
            for player in players + [new] {
                #expect(try await player.state(.matchComplete).outcome == "completed")
            }
            #expect(try await new.client.match(id).players.map(\.nickname).contains(new.name))
            try await server.revoke()
        }

        @Test("A mode with backfill fills the place of who has left by itself")
        func automatic() async throws {
            let stack = try stack()
            try await stack.add(
                mode: "refill",
                """
                "group":"refill","backfill":true,"ruleSet":{"ruleLanguageVersion":"1.0","name":"r",
                "teams":[{"name":"red","minPlayers":2,"maxPlayers":2},{"name":"blue","minPlayers":2,"maxPlayers":2}]}
                """)
            let (server, _, prepare, _) = try await match("refill", on: stack)
            let new = try await stack.player()
            _ = try await new.enqueue("refill")
            #expect(try await new.state(.matchFound).matchId == prepare.matchConfig.matchID)
            try await new.accept()
            _ = try await new.state(.matchConfirmed)
            let config = try #require(try await server.user.client.servers().prepare.first?.matchConfig)
            #expect(config.nicknames.last == new.name)
            try await report(server, config)
            #expect(try await new.state(.matchComplete).outcome == "completed")
            try await server.revoke()
        }

        @Test("What can't be filled is refused with the stated code, and changes nothing")
        func refused() async throws {
            let stack = try stack()
            let (server, players, prepare, team) = try await match("duo", on: stack)
            let id = prepare.matchConfig.matchID.rawValue
            let stranger = try await stack.server()
            let other = team == "red" ? "blue" : "red"
            func body(_ match: String, _ team: String, _ players: String) -> String {
                #"{"matchId":"\#(match)","team":"\#(team)","players":\#(players)}"#
            }
            let wrong: [(User, String, Int, [String])] = [
                (server.user, "{", 400, []),
                (server.user, "{}", 422, ["matchId", "team", "players"]),
                (server.user, body(id, team, "\"1\""), 400, []),
                (server.user, body(id, team, "0"), 422, ["players"]),
                (server.user, body(id, team, "1.5"), 422, ["players"]),
                (server.user, body(id, team, "101"), 422, ["players"]),
                (server.user, body(id, team, "2"), 422, ["players"]),
                (server.user, body(id, other, "1"), 422, ["players"]),
                (server.user, body(id, "green", "1"), 422, ["team"]),
                (server.user, #"{"type":"MatchComplete","matchId":"\#(id)","team":"red","players":1}"#, 422, ["type"]),
                (server.user, body("m00aaaaaaaaaaaaaaaaaaaa", team, "1"), 404, []),
                (server.user, body("nonsense", team, "1"), 404, []),
                (stranger, body(id, team, "1"), 403, []),
                (players[0], body(id, team, "1"), 403, []),
            ]
            for (user, body, status, fields) in wrong {
                let answer = try await user.client.ask(.post, "/matchmaking/backfill", body)
                answer.expectProblem(status)
                #expect(answer.invalidFields == fields, "\(body): \(answer.text)")
            }
            let path = "/matchmaking/backfill"
            try await server.user.client.ask(.delete, path).expectProblem(422)
            try await server.user.client.ask(.delete, path + "?matchId=nonsense").expectProblem(404)
            try await stranger.client.ask(.delete, path + "?matchId=\(id)").expectProblem(403)
            #expect(try await server.user.client.ask(.delete, path + "?matchId=\(id)").status == 200)
            #expect(try await server.user.client.ask(.post, path, body(id, team, "1")).status == 201)
            try await server.user.client.ask(.post, path, body(id, other, "1")).expectProblem(422)
            #expect(try await server.user.client.ask(.delete, path + "?matchId=\(id)").status == 200)
            let new = try await stack.player()
            _ = try await new.enqueue("duo")
            #expect(try await new.client.state().type == "LookingForMatch")
            try await new.client.leaveQueue()
            try await report(server, prepare.matchConfig)
            _ = try await players[0].state(.matchComplete)
            try await server.user.client.ask(.post, path, body(id, team, "1")).expectProblem(409)
            try await server.revoke()
        }

        @Test("On sockets: the server says what it wants, the player is asked, and what can't be is a Problem")
        func sockets() async throws {
            let stack = try stack()
            let (server, players, prepare, team) = try await match("duo", on: stack)
            let id = prepare.matchConfig.matchID.rawValue
            let seeking = try await PlayerSocket.open(server.user.client)
            var answers = seeking.makeAsyncIterator()
            let stranger = try await PlayerSocket.open(try await stack.server().client)
            var refusals = stranger.makeAsyncIterator()
            let player = try await PlayerSocket.open(players[0].client)
            var own = player.makeAsyncIterator()
            try await player.send(OpenBackfillBody(matchId: id, team: team, players: 1))
            #expect(try await problem(of: &own) == 403)
            try await stranger.send(OpenBackfillBody(matchId: id, team: team, players: 1))
            #expect(try await problem(of: &refusals) == 403)
            try await stranger.send(CloseBackfillBody(matchId: id))
            #expect(try await problem(of: &refusals) == 403)
            let wrong: [(OpenBackfillBody, Int)] = [
                (OpenBackfillBody(matchId: id, team: team, players: nil), 422),
                (OpenBackfillBody(matchId: id, team: team, players: 2), 422),
                (OpenBackfillBody(matchId: id, team: "green", players: 1), 422),
                (OpenBackfillBody(matchId: "nonsense", team: team, players: 1), 404),
            ]
            for (body, status) in wrong {
                try await seeking.send(body)
                #expect(try await problem(of: &answers) == status)
            }
            try await seeking.send(OpenBackfillBody(matchId: id, team: team, players: 1))
            #expect(try await other(of: &answers) == "Backfill")
            try await seeking.send(CloseBackfillBody(matchId: id))
            #expect(try await other(of: &answers) == "RevokeBackfill")
            try await seeking.send(OpenBackfillBody(matchId: id, team: team, players: 1))
            #expect(try await other(of: &answers) == "Backfill")

            let new = try await stack.player()
            let socket = try await PlayerSocket.open(new.client)
            var states = socket.makeAsyncIterator()
            try await socket.send(LookForMatchBody(modes: ["duo"]))
            #expect(try await state(.matchFound, of: &states).matchId?.rawValue == id)
            try await socket.send(AnswerMatchBody(accept: false))
            #expect(try await state(.notQueued, of: &states).reason == "declined")
            let next = try await stack.player()
            let nextSocket = try await PlayerSocket.open(next.client)
            var nextStates = nextSocket.makeAsyncIterator()
            try await nextSocket.send(LookForMatchBody(modes: ["duo"]))
            #expect(try await state(.matchFound, of: &nextStates).matchId?.rawValue == id)
            try await nextSocket.send(AnswerMatchBody(accept: true, matchId: id))
            #expect(try await state(.matchConfirmed, of: &nextStates).state == "MatchInProgress")
            let config = try #require(try await server.user.client.servers().prepare.first?.matchConfig)
            try await report(server, config)
            #expect(try await state(.matchComplete, of: &nextStates).outcome == "completed")
            for socket in [seeking, stranger, player, socket, nextSocket] { await socket.close() }
            try await server.revoke()
        }

        private func problem(of messages: inout PlayerSocket.Iterator) async throws -> Int? {
            while let message = try await messages.next() {
                if case .problem(let status, _) = message { return status }
            }
            return nil
        }

        private func other(of messages: inout PlayerSocket.Iterator) async throws -> String? {
            while let message = try await messages.next() {
                if case .unknown(let type) = message { return type }
            }
            return nil
        }

        private func state(
            _ kind: PlayerState.Kind, of messages: inout PlayerSocket.Iterator
        ) async throws -> StateBody {
            while let message = try await messages.next() {
                if case .state(let state) = message, state.type == kind.rawValue { return state }
            }
            throw TestStack.Failed(description: "the socket closed before \(kind)")
        }
    }
}
