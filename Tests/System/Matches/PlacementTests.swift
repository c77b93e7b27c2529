import API
import APIClient
import Contracts
import HTTPClient
import TestKit
import Testing

extension SystemSuite.Outside {
    /// Matches that aren't played on a match server, in modes that are added while the stack runs.
    @Suite(.timeLimit(.minutes(2))) struct PlacementTests {
        private static let duel = """
            "ruleSet":{"ruleLanguageVersion":"1.0","teams":[{"name":"red","minPlayers":1,"maxPlayers":1},
            {"name":"blue","minPlayers":1,"maxPlayers":1}]}
            """

        /// Two in a match of a new mode, confirmed.
        private func confirmed(
            _ placement: String, latencies: [String: Double] = [:], addresses: [String?] = [nil, nil]
        ) async throws -> (mode: String, players: [User], state: StateBody) {
            let mode = TestStack.newName(placement)
            try await stack().add(mode: mode, #""placement":"\#(placement)",\#(Self.duel)"#)
            let players = [try await stack().player(), try await stack().player()]
            for (player, address) in zip(players, addresses) {
                _ = try await player.client.enqueue(
                    LookForMatchBody(modes: [mode], latencies: latencies, ipAddress: address))
            }
            for player in players {
                _ = try await player.state(.matchFound)
                try await player.accept()
            }
            for player in players { _ = try await player.state(.matchConfirmed, within: .seconds(20)) }
            return (mode, players, try await players[0].client.state())
        }

        private func report(_ match: MatchConfig) -> String {
            let outcome = match.nicknames.enumerated().map { #"{"nickname":"\#($1)","placement":\#($0 + 1)}"# }
            return """
                {"type":"MatchComplete","matchData":{"matchId":"\(match.matchID)","outcome":[\(outcome.joined(separator: ","))]}}
                """
        }

        @Test("Nowhere: confirmed without an address, spoken for and reported by any server user, by nobody else")
        func nowhere() async throws {
            let (mode, players, state) = try await confirmed("none")
            let config = try #require(state.matchConfig)
            #expect(config.address == nil && config.mode.rawValue == mode && state.state == "PlayersLoading")
            let server = try await stack().server()
            let begin = #"{"matchId":"\#(config.matchID)","state":"MatchInProgress"}"#
            #expect(try await server.client.ask(.post, "/matchmaking/state", begin).status == 200)
            try await players[0].client.ask(.post, "/matchmaking/report", report(config)).expectProblem(403)
            let another = try await stack().server()
            let answer = try await another.client.ask(.post, "/matchmaking/report", report(config))
            #expect(answer.status == 200, "\(answer.text)")
            let complete = try await players[1].state(.matchComplete)
            #expect(complete.outcome == "completed")
            let match = try await players[0].client.ask(.get, "/matches/\(config.matchID)")
            #expect(match["state"] == .string("completed") && match["address"] == .string(""))
        }

        @Test("Its players leave it when they like, and are free at once; when all have left it is abandoned")
        func leaving() async throws {
            let (mode, players, state) = try await confirmed("none")
            let left = try await players[0].client.ask(.delete, "/matchmaking/enqueue")
            #expect(left.status == 200 && left["type"] == .string("NotQueued"), "\(left.text)")
            _ = try await players[0].enqueue(mode)
            #expect(try await players[1].client.state().type == "MatchConfirmed")
            try await players[1].client.leaveQueue()
            let match = try #require(state.matchId)
            try await eventually("the match is abandoned") {
                try await players[1].client.ask(.get, "/matches/\(match)")["state"] == .string("abandoned")
            }
            try await players[0].client.leaveQueue()
        }

        @Test("A streaming host: kept in the players' region, met in its room, and over when it is idle again")
        func host() async throws {
            let host = try await TestHost.registering(try stack().anonymous(), in: TestHost.newRegion())
            let (_, players, state) = try await confirmed("host", latencies: [host.region: 20])
            let config = try #require(state.matchConfig)
            #expect(config.host?.roomID == host.room && config.region == host.region && config.address == nil)
            #expect(config.host?.iceServers.isEmpty == false)
            #expect(try await host.client.findHost(in: host.region).status == 404)
            #expect(try await host.say("busy").status == 200)
            let playing = try await eventuallyPlaying(players[0])
            #expect(playing.matchConfig == config)
            #expect(try await host.say("idle").status == 200)
            let over = try await players[1].state(.matchComplete, within: .seconds(50))
            #expect(over.outcome == "abandoned")
        }

        private func eventuallyPlaying(_ player: User) async throws -> StateBody {
            // Muster looks every 15 s, and a look that the hosts service doesn't answer in time is made at the next.
            let limit = ContinuousClock.now + .seconds(50)
            var state = try await player.client.state()
            while state.state != "MatchInProgress" {
                try #require(ContinuousClock.now < limit, "play isn't on: \(state)")
                state = try await player.client.state(wait: .seconds(5), since: state.revision)
            }
            return state
        }

        @Test("Among peers: each says where to be reached, and a confirmed match tells the others")
        func peers() async throws {
            let (mode, players, state) = try await confirmed(
                "peer", addresses: ["192.0.2.1:4000", "192.0.2.2:5000"])
            let config = try #require(state.matchConfig)
            let places = [players[0].name: "192.0.2.1:4000", players[1].name: "192.0.2.2:5000"]
            #expect(
                config.addresses == config.nicknames.compactMap { places[$0] }
                    && config.address == config.addresses?.first)
            let lost = try await stack().player()
            for body in [#"{"modes":["\#(mode)"]}"#, #"{"modes":["\#(mode)"],"ipAddress":"192.0.2.3"}"#] {
                let answer = try await lost.client.ask(.post, "/matchmaking/enqueue", body)
                answer.expectProblem(422)
                #expect(answer.invalidFields == ["ipAddress"], "\(answer.text)")
            }
            let nonsense = try await lost.client.ask(
                .post, "/matchmaking/enqueue", #"{"modes":["duel"],"ipAddress":"home"}"#)
            nonsense.expectProblem(422)
            #expect(nonsense.invalidFields == ["ipAddress"])
            for player in players { try await player.client.leaveQueue() }
        }
    }
}
