import API
import APIClient
import Contracts
import Foundation
import HTTPTypes
import TestKit
import Testing
import WebSocket

extension SystemSuite.Outside {
    /// Two players and a match server, led by hand from enqueue to result.
    @Suite(.timeLimit(.minutes(2))) struct WholeMatchTests {
        @Test("Two players are matched, play, and the result is recorded")
        func wholeWay() async throws {
            let stack = try stack()
            let server = try await ManualServer.offering(on: stack)
            let ada = try await stack.player()
            let grace = try await stack.player()
            _ = try await ada.enqueue()
            _ = try await grace.enqueue()

            let found = try await ada.state(.matchFound)
            #expect(found.players == 2)
            #expect(found.accepted == 0)
            #expect(found.youAccepted == false)
            #expect(found.waitingFor == "players")
            #expect(found.mode == "duel")
            #expect((found.acceptInSeconds ?? 0) > 5)
            #expect(TestClock.moment(found.acceptBy) != nil)
            let match = try #require(found.matchId)
            let other = try await ada.client.ask(
                .put, "/matchmaking/enqueue", #"{"type":"AcceptMatch","matchId":"m00aaaaaaaaaaaaaaaaaaaa"}"#)
            other.expectProblem(409)
            let accepted = try await ada.client.ask(
                .put, "/matchmaking/enqueue", #"{"type":"AcceptMatch","matchId":"\#(match)"}"#)
            #expect(accepted.status == 202)
            #expect(accepted["youAccepted"] == .bool(true))
            #expect(accepted["accepted"] == .integer(1))
            _ = try await grace.state(.matchFound)
            try await grace.accept()

            let confirmed = try await ada.state(.matchConfirmed)
            #expect(confirmed.state == "PlayersLoading")
            let config = try #require(confirmed.matchConfig)
            #expect(config.address == server.address)
            #expect(Set(config.nicknames) == [ada.name, grace.name])
            #expect(Set(config.playerIDs) == [ada.id, grace.id])
            #expect(Set(config.factions).count == 2)
            let again = try await ada.client.ask(.put, "/matchmaking/enqueue", #"{"type":"AcceptMatch"}"#)
            #expect(again.status == 202)
            try await ada.client.ask(.delete, "/matchmaking/enqueue").expectProblem(409)
            let twice = try await ada.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duel"]}"#)
            twice.expectProblem(409)
            #expect(twice["matchId"] == .string(match.rawValue))

            let prepare = try await server.prepared()
            #expect(prepare.matchConfig == config)
            #expect(prepare.state == "PlayersLoading")
            let pass = try #require(prepare.clientCookies.first { $0.playerId == ada.id })
            #expect(pass.cookie == confirmed.cookie)
            #expect(pass.cookie != ada.client.token)
            #expect(Set(prepare.clientCookies.map(\.cookie)).count == 2)
            let busy = try await server.user.client.servers().servers
            #expect(busy.map(\.state) == ["PlayersLoading"])
            #expect(busy.first?.matchId == match)

            try await server.user.client.tell(MatchStateBody(matchId: match.rawValue, state: "MatchInProgress"))
            let playing = try await ada.client.state()
            #expect(playing.type == "MatchConfirmed")
            #expect(playing.state == "MatchInProgress")

            let custom = #"{ "map":"h\u0061rbour", "b":1.50, "a":[1e400, "\u0000", {} ] }"#
            let recorded = try await server.user.client.report(
                server.result(of: config, custom: JSONText(trusting: custom)))
            #expect(recorded.recorded)
            #expect(recorded.matchId == match.rawValue)
            let complete = try await ada.state(.matchComplete)
            #expect(complete.outcome == "completed")
            let told = JSONSlices.members(of: Data((complete.matchData?.text ?? "").utf8))?["custom"]
            #expect(told.map { String(decoding: $0, as: UTF8.self) } == custom)
            _ = try await grace.state(.matchComplete)
            try await eventually("the server is idle again") {
                try await server.user.client.servers().servers.map(\.state) == ["Idle"]
            }

            let record = try await ada.client.match(match)
            #expect(record.state == .completed)
            #expect(record.players.map(\.placement).compactMap { $0 }.sorted() == [1, 2])
            #expect(record.custom?.text == custom)
            #expect(record.completedAt != nil)
            #expect(try await server.user.client.match(match) == record)
            let stranger = try await stack.player()
            try await stranger.client.ask(.get, "/matches/\(match)").expectProblem(404)
            let nothingToLeave = try await ada.client.ask(.delete, "/matchmaking/enqueue")
            #expect(nothingToLeave.status == 200)
            #expect(nothingToLeave["type"] == .string("NotQueued"))
            let next = try await ada.enqueue("brawl")
            #expect(next.type == "LookingForMatch")
            try await ada.client.leaveQueue()
            try await server.revoke()
        }

        @Test("The same report again is 200, a different one 409, somebody else's 403")
        func reports() async throws {
            let stack = try stack()
            let (players, server, prepare) = try await stack.confirmedDuel()
            let config = prepare.matchConfig
            let client = server.user.client
            let other = try await stack.server()
            let result = server.result(of: config)
            await #expect(throws: GatewayError.self) { try await other.client.report(result) }
            for outcome in [
                [("nobody", 1.0), (config.nicknames[1], 2.0)], [(config.nicknames[0], 1.0)],
                [(config.nicknames[0], 1.0), (config.nicknames[0], 2.0)],
                [(config.nicknames[0], 0.0), (config.nicknames[1], 1.0)],
            ] {
                let wrong = MatchCompleteBody.MatchData(
                    matchId: config.matchID.rawValue,
                    outcome: outcome.map { .init(nickname: $0.0, placement: $0.1) })
                do {
                    try await client.report(wrong)
                    Issue.record("taken: \(outcome)")
                } catch {
                    #expect(error.status == 422, "\(error)")
                }
            }
            #expect(try await client.report(result).recorded)
            #expect(try await client.report(result).recorded)
            var different = result
            different.outcome?.reverse()
            different.outcome = different.outcome.map {
                $0.enumerated().map { .init(nickname: $1.nickname, placement: Double($0 + 1)) }
            }
            do {
                try await client.report(different)
                Issue.record("a different report was taken")
            } catch {
                #expect(error.status == 409, "\(error)")
            }
            do {
                try await other.client.report(result)
                Issue.record("somebody else's report was taken")
            } catch {
                #expect(error.status == 403, "\(error)")
            }
            for player in players { _ = try await player.state(.matchComplete) }
            let idle = #"{"matchId":"\#(prepare.matchConfig.matchID)","state":"Idle"}"#
            try await client.ask(.post, "/matchmaking/state", idle).expectProblem(409)
            try await other.client.ask(.post, "/matchmaking/state", idle).expectProblem(404)
            try await server.revoke()
        }

        @Test("The seed's spelling of a report is read, too")
        func seedSpelling() async throws {
            let (_, server, prepare) = try await stack().confirmedDuel()
            let names = prepare.matchConfig.nicknames
            let body = """
                {"type":"MatchComplete","MatchData":{"matchId":"\(prepare.matchConfig.matchID)",
                "outcome":[{"nickname":"\(names[0])","placement":1},{"nickname":"\(names[1])","placement":1}]}}
                """
            let answer = try await server.user.client.ask(.post, "/matchmaking/report", body)
            #expect(answer.status == 200, "\(answer.text)")
            try await server.revoke()
        }

        @Test("Who declines leaves with a cool-down, the other returns with the age kept")
        func decline() async throws {
            let stack = try stack()
            let server = try await ManualServer.offering(on: stack)
            let ada = try await stack.player()
            let grace = try await stack.player()
            let enqueued = try await ada.enqueue()
            _ = try await grace.enqueue()
            let found = try await ada.state(.matchFound)
            try await ada.accept()
            _ = try await grace.state(.matchFound)
            let declined = try await grace.client.ask(
                .put, "/matchmaking/enqueue", #"{"type":"DeclineMatch","matchId":"\#(try #require(found.matchId))"}"#)
            #expect(declined.status == 202)
            let out = try await grace.state(.notQueued)
            #expect(out.reason == "declined")
            #expect((out.retryAfterSeconds ?? 0) > 5)
            let early = try await grace.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duel"]}"#)
            early.expectProblem(429)
            #expect(early.headers["Retry-After"].flatMap { Int($0) } ?? 0 > 0)
            let back = try await ada.state(.lookingForMatch)
            #expect(back.ticketId == enqueued.ticketId)
            #expect(back.enqueuedAt == enqueued.enqueuedAt)
            try await ada.client.leaveQueue()
            try await server.revoke()
        }

        @Test("Without a free server the match waits for one, and is confirmed when one comes")
        func lateServer() async throws {
            let stack = try stack()
            let ada = try await stack.player()
            let grace = try await stack.player()
            for player in [ada, grace] { _ = try await player.enqueue() }
            for player in [ada, grace] { _ = try await player.state(.matchFound) }
            for player in [ada, grace] { try await player.accept() }
            try await eventually("the match waits for a server") {
                try await ada.client.state().waitingFor == "server"
            }
            let server = try await ManualServer.offering(on: stack)
            let confirmed = try await ada.state(.matchConfirmed)
            #expect(confirmed.matchConfig?.address == server.address)
            let prepare = try await server.prepared()
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            _ = try await ada.state(.matchComplete)
            try await server.revoke()
        }

        @Test("A server may abandon its match: the players are free at once, and a report is refused")
        func abandoned() async throws {
            let (players, server, prepare) = try await stack().confirmedDuel()
            let match = prepare.matchConfig.matchID
            try await server.user.client.tell(
                MatchStateBody(matchId: match.rawValue, state: "Idle", reason: "out of memory"))
            let state = try await players[0].state(.matchComplete)
            #expect(state.outcome == "abandoned")
            let raw = try await players[0].client.ask(.get, "/matchmaking/enqueue")
            #expect(raw["matchData"] == .null)
            try await eventually("the match is abandoned") {
                try await players[0].client.match(match).state == .abandoned
            }
            do {
                try await server.user.client.report(server.result(of: prepare.matchConfig))
                Issue.record("the report of an abandoned match was taken")
            } catch {
                #expect(error.status == 409, "\(error)")
            }
            try await server.revoke()
        }

        @Test("A player who has left is free at once, and still named in the outcome")
        func left() async throws {
            let (players, server, prepare) = try await stack().confirmedDuel()
            let match = prepare.matchConfig.matchID
            try await server.user.client.tell(MatchStateBody(matchId: match.rawValue, left: [players[0].name]))
            try await eventually("the player may queue again") {
                let answer = try await players[0].client.ask(.post, "/matchmaking/enqueue", #"{"modes":["brawl"]}"#)
                return answer.status == 201
            }
            try await players[0].client.leaveQueue()
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            _ = try await players[1].state(.matchComplete)
            try await server.revoke()
        }

        @Test("A player who signs in again gets a new pass, which the server is told of")
        func newPass() async throws {
            var (players, server, prepare) = try await stack().confirmedDuel()
            let old = try #require(prepare.clientCookies.first { $0.playerId == players[0].id }).cookie
            let before = try await server.user.client.servers()
            try await players[0].client.logIn(username: players[0].name, password: players[0].password)
            let client = server.user.client
            let player = players[0].id
            @Sendable func passNow() async throws -> String? {
                try await client.servers().prepare.first?.clientCookies.first { $0.playerId == player }?.cookie
            }
            _ = try await client.servers(wait: .seconds(10), since: before.revision)
            try await eventually("the pass has changed") { try await passNow() != old }
            let fresh = try await passNow()
            #expect(try await players[0].client.state().cookie == fresh)
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            try await server.revoke()
        }

        @Test("A server that is revoked in a match goes when the match ends")
        func draining() async throws {
            let (_, server, prepare) = try await stack().confirmedDuel()
            try await server.revoke()
            #expect(try await server.user.client.servers().servers.map(\.state) == ["Draining"])
            try await server.user.client.report(server.result(of: prepare.matchConfig))
            try await eventually("the server is gone") {
                try await server.user.client.servers().servers.isEmpty
            }
        }
    }
}
