import API
import APIClient
import Contracts
import Glibc
import HTTPTypes
import TestKit
import Testing

extension SystemSuite {
    /// Ratings, leaderboards and histories, as clients see them.
    @Suite(.stack, .timeLimit(.minutes(3))) struct RatingTests {
        @Test("A result by scores shows in everybody's match, history, ratings and place on the leaderboard")
        func wholeWay() async throws {
            let stack = try stack()
            let duel = try await stack.confirmedDuel()
            let config = duel.match.matchConfig
            let path = "/matches/\(config.matchID)"
            // Results hears of a match a moment after its players.
            try await eventually("the match is in the history") {
                let history = try await duel.players[0].client.ask(.get, "/user/matches")
                return history["matches"]?[0]?["state"] == .string("inProgress")
            }
            let server = duel.server.user.client

            let entries = config.nicknames.enumerated().map { index, name in
                #"{"nickname":"\#(name)","score":\#(index == 0 ? "2.5" : "10"),"quit":\#(index == 0)}"#
            }
            let custom = #"{"b":1.50, "a":["\u0041", 1e3]}"#
            func body(_ outcome: [String]) -> String {
                let outcome = outcome.joined(separator: ",")
                return #"{"matchData":{"matchId":"\#(config.matchID)","outcome":[\#(outcome)],"custom":\#(custom)}}"#
            }
            let mixed = [
                #"{"nickname":"\#(config.nicknames[0])","score":1}"#,
                #"{"nickname":"\#(config.nicknames[1])","placement":2}"#,
            ]
            let refused = try await server.ask(.post, "/matchmaking/report", body(mixed))
            refused.expectProblem(422)
            #expect(refused.invalidFields == ["matchData.outcome[1].score", "matchData.outcome[1].placement"])
            try await server.ask(.post, "/matchmaking/report", body([entries[0]])).expectProblem(422)
            let report = body(entries)
            #expect(try await server.ask(.post, "/matchmaking/report", report).status == 200)
            #expect(try await server.ask(.post, "/matchmaking/report", report).status == 200)
            let other = report.replacing("2.5", with: "3.5")
            try await server.ask(.post, "/matchmaking/report", other).expectProblem(409)

            let winner = try #require(duel.players.first { $0.name == config.nicknames[1] })
            let loser = try #require(duel.players.first { $0.name == config.nicknames[0] })
            let match = try await winner.client.ask(.get, path)
            #expect(match.text.contains(#""custom":\#(custom)"#), "\(match.text)")
            let players = match["players"]
            #expect(players?[0]?["placement"] == .integer(2) && players?[1]?["placement"] == .integer(1))
            #expect(players?[0]?["score"]?.double == 2.5 && players?[0]?["quit"] == .bool(true))
            let (before, after) = (players?[1]?["ratingBefore"]?.double, players?[1]?["ratingAfter"]?.double)
            #expect(try #require(before) < #require(after))
            for client in [winner.client, loser.client] {
                let history = try await client.ask(.get, "/user/matches")
                let listed = history["matches"]?[0]
                for member in ["matchId", "mode", "state", "address", "createdAt", "completedAt", "players", "custom"] {
                    #expect(listed?[member] == match[member], "\(member)")
                }
                #expect(history.text.contains(#""custom":\#(custom)"#))
                #expect(history["next"] == nil)
            }
            #expect(try await server.ask(.get, "/user/matches")["matches"] == .array([]))

            let user = try await winner.client.ask(.get, "/user")
            let rating = try #require(user["ratings"]?["duel"])
            #expect(rating["rating"]?.double == after && rating["matches"] == .integer(1))
            #expect(abs((rating["mu"]?.double ?? 0) - 27.6353894931405) < 1e-9)
            #expect(abs((rating["sigma"]?.double ?? 0) - 8.06590141354368) < 1e-9)
            #expect(user["ratingsUnavailable"] == nil)

            let around = try await winner.client.ask(.get, "/leaderboard/duel?around=me&limit=3")
            let mine = try #require(around.array("entries").first { $0["playerId"] == .string(winner.id.rawValue) })
            #expect(mine["username"] == .string(winner.name))
            #expect(mine["rating"]?.double == after && mine["matches"] == .integer(1))
            let all = try await stack.wholeLeaderboard("duel")
            let better = all.count { ($0["rating"]?.double ?? 0) > (after ?? 0) }
            #expect(all.contains { $0["playerId"] == .string(loser.id.rawValue) })
            #expect(mine["rank"]?.double == Double(better + 1))
            #expect(all.map { $0["rating"]?.double ?? 0 } == all.map { $0["rating"]?.double ?? 0 }.sorted(by: >))

            _ = try await loser.client.ask(.delete, "/user", #"{"password":"\#(loser.password)"}"#)
            try await eventually("the deleted player is shown as such") {
                let now = try await winner.client.ask(.get, path)
                return now["players"]?[0]?["nickname"] == .string("deleted-user")
            }
            let gone = try await stack.wholeLeaderboard("duel").first { $0["playerId"] == .string(loser.id.rawValue) }
            #expect(gone?["username"] == .string("deleted-user"))
            try await duel.server.revoke()
        }

        @Test("An abandoned match leaves ratings as they are, and stands in the history")
        func abandoned() async throws {
            let duel = try await stack().confirmedDuel()
            let id = duel.match.matchConfig.matchID
            try await duel.server.user.client.tell(
                MatchStateBody(matchId: id.rawValue, state: "Idle", reason: "test"))
            let player = duel.players[0].client
            try await eventually("the match is abandoned") {
                try await player.ask(.get, "/matches/\(id)")["state"] == .string("abandoned")
            }
            #expect(try await player.ask(.get, "/user")["ratings"] == .object([:]))
            #expect(try await player.ask(.get, "/user/matches")["matches"]?[0]?["state"] == .string("abandoned"))
            let late = try JSONText(of: MatchCompleteBody(duel.server.result(of: duel.match.matchConfig))).text
            try await duel.server.user.client.ask(.post, "/matchmaking/report", late).expectProblem(409)
            try await duel.server.revoke()
        }

        @Test("Without results a user still learns who he is, only without ratings")
        func withoutResults() async throws {
            let stack = try stack()
            let user = try await stack.player()
            try await stack.stop("results", by: SIGKILL)
            let answer = try await user.client.ask(.get, "/user")
            #expect(answer.status == 200)
            #expect(answer["username"] == .string(user.name))
            #expect(answer["ratings"] == .object([:]) && answer["ratingsUnavailable"] == .bool(true))
            try await user.client.ask(.get, "/user/matches").expectProblem(503)
            try await user.client.ask(.get, "/leaderboard/duel").expectProblem(503)
            try await stack.start("results")
            try await eventually("the ratings are back") {
                try await user.client.ask(.get, "/user")["ratingsUnavailable"] == nil
            }
        }

        @Test("A season begins by the command; the old leaderboard stays, and calibration counts what was played")
        func season() async throws {
            let stack = try stack()
            let duel = try await stack.confirmedDuel()
            _ = try await duel.server.user.client.report(duel.server.result(of: duel.match.matchConfig))
            let former = try await stack.anonymous().ask(.get, "/leaderboard/duel?limit=1")
            let old = try #require(former["season"]?.string)
            let name = TestStack.newName("season")
            let told = try await stack.command("muster", ["season", "start", name])
            #expect(told.contains("season \(name)"))
            let fresh = try await stack.anonymous().ask(.get, "/leaderboard/duel")
            #expect(fresh["season"] == .string(name) && fresh["entries"] == .array([]))
            let kept = try await stack.anonymous().ask(.get, "/leaderboard/duel?limit=1&season=\(old)")
            #expect(kept["season"] == .string(old) && kept["entries"] == former["entries"])
            let user = try await duel.players[0].client.ask(.get, "/user")
            #expect(user["ratings"]?["duel"]?["matches"] == .integer(0), "\(user.text)")
            let table = try await stack.command(
                "muster", ["results", "calibration", "--mode", "duel", "--season", old])
            #expect(table.contains("Brier score 0."))
            let none = try await stack.command("muster", ["results", "calibration", "--season", name])
            #expect(none.contains("no rated matches"))
            try await duel.server.revoke()
        }
    }
}

extension SystemSuite.Outside {
    /// What is refused of leaderboards and histories.
    @Suite struct LeaderboardRouteTests {
        @Test(
            "What makes no sense is refused by its code",
            arguments: [
                ("/leaderboard/no-such-mode", 404), ("/leaderboard/%00", 404), ("/leaderboard/duel?season=never", 404),
                ("/leaderboard/duel?season=%00", 404), ("/leaderboard/duel?limit=0", 422),
                ("/leaderboard/duel?limit=101", 422), ("/leaderboard/duel?limit=many", 422),
                ("/leaderboard/duel?after=nowhere", 422), ("/leaderboard/duel?after=%00", 422),
                ("/leaderboard/duel?around=you", 422), ("/leaderboard/duel?around=me&after=0.0.p", 422),
                ("/user/matches?limit=0", 422), ("/user/matches?limit=51", 422), ("/user/matches?limit=1.5", 422),
                ("/user/matches?before=nothing", 422), ("/user/matches?before=m00aaaaaaaaaaaaaaaaaaaa", 422),
                ("/user/matches?before=%00", 422), ("/matches/%00", 404),
            ])
        func refused(_ path: String, _ status: Int) async throws {
            let answer = try await stack().player().client.ask(.get, path)
            answer.expectProblem(status)
            if status == 422 { #expect(!answer.invalidFields.isEmpty) }
        }

        @Test("Anybody may look at a leaderboard; one's own place and history take a session")
        func sessions() async throws {
            let anonymous = try stack().anonymous()
            let board = try await anonymous.ask(.get, "/leaderboard/duel/")
            #expect(board.status == 200)
            #expect(board["mode"] == .string("duel") && board["season"]?.string?.isEmpty == false)
            try await anonymous.ask(.get, "/leaderboard/duel?around=me").expectProblem(401)
            try await anonymous.ask(.get, "/user/matches").expectProblem(401)
            try await anonymous.ask(.post, "/leaderboard/duel", "{}").expectProblem(405)
            let newcomer = try await stack().player().client.ask(.get, "/leaderboard/duel?around=me")
            #expect(newcomer.status == 200 && newcomer["entries"] == .array([]) && newcomer["next"] == nil)
        }
    }
}

extension TestStack {
    /// Every entry of a leaderboard, page by page.
    nonisolated func wholeLeaderboard(_ mode: String) async throws -> [JSONValue] {
        var entries: [JSONValue] = []
        var after = ""
        while true {
            let page = try await anonymous().ask(.get, "/leaderboard/\(mode)?limit=100\(after)")
            entries += page.array("entries")
            guard let next = page["next"]?.string else { return entries }
            after = "&after=\(next)"
        }
    }
}

extension Answer {
    fileprivate func array(_ member: String) -> [JSONValue] {
        if case .array(let elements)? = json[member] { elements } else { [] }
    }
}

extension JSONValue {
    fileprivate subscript(index: Int) -> JSONValue? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }
}
