import API
import Contracts
import RulesCore
import Testing

@Suite struct BodyRuleTests {
    func fields(_ body: () throws -> some Any) -> [String] {
        do {
            _ = try body()
            return []
        } catch let refusal as Refusal {
            return refusal.errors?.map(\.field) ?? ["?"]
        } catch let issues as HostIssues {
            return issues.issues.map { $0.path.joined(separator: ".") }
        } catch {
            return ["\(error)"]
        }
    }

    @Test("Every missing member is named at once") func missing() {
        #expect(fields { try RegisterUser(RegisterBody(username: nil, password: nil)) } == ["username", "password"])
        #expect(fields { try RegisterUser(RegisterBody(username: "ann", password: "secret-horse")) } == [])
    }

    @Test("A body of another route is refused") func type() {
        var body = RegisterBody(username: "ann", password: "secret-horse")
        body.type = "Login"
        #expect(fields { try RegisterUser(body) } == ["type"])
        body.type = nil
        #expect(fields { try RegisterUser(body) } == [])
    }

    @Test("Tickets: modes, attributes and latencies within bounds") func ticket() throws {
        #expect(fields { try TicketRequest(LookForMatchBody(modes: [])) } == ["modes"])
        #expect(fields { try TicketRequest(LookForMatchBody(modes: nil)) } == ["modes"])
        #expect(
            try TicketRequest(LookForMatchBody(modes: ["duel", "duo", "duel"])).modes
                == ["duel", "duo"].map { ModeName($0) })
        #expect(
            fields { try TicketRequest(LookForMatchBody(modes: ["duel"], attributes: ["a": .bool(true), "b": .null])) }
                == ["attributes.a", "attributes.b"])
        #expect(
            fields {
                try TicketRequest(LookForMatchBody(modes: ["duel"], latencies: ["eu": -1, "us": .nan, "sa": 20]))
            }
                == ["latencies.eu", "latencies.us"])
    }

    @Test("An answer must say which") func answer() throws {
        var body = AnswerMatchBody(accept: false, matchId: "m1")
        #expect(try MatchAnswer(body).accept == false)
        body.type = "Maybe"
        #expect(fields { try MatchAnswer(body) } == ["type"])
        body.type = nil
        #expect(fields { try MatchAnswer(body) } == ["type"])
    }

    @Test("Offers: addresses and a time") func offer() {
        func offer(_ address: [String]?, _ expires: String?) -> [String] {
            fields {
                try OfferServers(OfferMatchServerBody(address: address, expires: expires), serverUser: PlayerID("s"))
            }
        }
        #expect(offer(["127.0.0.1:1", "[::1]:2"], "2026-11-20T08:00:00+01:00") == [])
        #expect(offer(["nowhere"], "tomorrow") == ["address[0]", "expires"])
        #expect(offer(nil, nil) == ["address", "expires"])
    }

    @Test("Revoking: named, all, or a body that means all; nothing is 422") func revoke() throws {
        let user = PlayerID("s")
        #expect(fields { try RevokeServers(query: [], all: false, body: nil, serverUser: user) } == ["address"])
        #expect(try RevokeServers(query: [], all: true, body: nil, serverUser: user).addresses == nil)
        #expect(
            try RevokeServers(query: [], all: false, body: RevokeMatchServerBody(address: nil), serverUser: user)
                .addresses
                == nil)
        #expect(
            try RevokeServers(query: ["a:1"], all: false, body: nil, serverUser: user).addresses == ["a:1"])
    }

    @Test("Reports: whole placements, custom within bounds") func report() throws {
        func report(_ placement: Double?, custom: String? = nil) -> [String] {
            let data = MatchCompleteBody.MatchData(
                matchId: "m1", outcome: [.init(nickname: "ann", placement: placement)],
                custom: custom.map { JSONText(trusting: $0) })
            return fields { try ReportMatch(MatchCompleteBody(data), serverUser: PlayerID("s")) }
        }
        #expect(report(1) == [])
        for bad in [nil, 0, -1, 1.5, 1e300, .infinity] as [Double?] {
            #expect(report(bad) == ["matchData.outcome[0].placement"])
        }
        #expect(report(1, custom: String(repeating: "x", count: 16 * 1024 + 1)) == ["matchData.custom"])
    }

    @Test("Reports: scores make placements, and don't mix with them") func scores() throws {
        func report(_ outcome: [MatchCompleteBody.Placement]) throws -> ReportMatch {
            try ReportMatch(MatchCompleteBody(.init(matchId: "m1", outcome: outcome)), serverUser: PlayerID("s"))
        }
        let scored = try report([
            .init(nickname: "ann", score: 3.5), .init(nickname: "bob", score: -1, quit: true),
            .init(nickname: "cid", score: 3.5), .init(nickname: "dan", score: 2, disconnected: true),
        ])
        #expect(scored.outcome.map(\.placement) == [1, 4, 1, 3])
        #expect(scored.outcome.map(\.score) == [3.5, -1, 3.5, 2])
        #expect(scored.outcome.map(\.quit) == [nil, true, nil, nil])
        #expect(scored.outcome.map(\.disconnected) == [nil, nil, nil, true])
        #expect(
            fields { try report([.init(nickname: "ann", score: 1), .init(nickname: "bob", placement: 1)]) } == [
                "matchData.outcome[1].score", "matchData.outcome[1].placement",
            ])
        #expect(
            fields { try report([.init(nickname: "ann", placement: 1, score: 1)]) } == [
                "matchData.outcome[0].placement"
            ])
    }

    @Test("Hosts: each bad member is an issue") func hosts() {
        var body = HeartbeatBody(hostId: "h 1", roomId: nil, region: "", status: "away")
        body.capacity = 0
        #expect(
            fields { try HeartbeatHost(body, address: "127.0.0.1") } == [
                "hostId", "roomId", "region", "status", "capacity",
            ])
        #expect(fields { try HeartbeatHost(HeartbeatBody(hostId: "h:1", roomId: "r.1"), address: "127.0.0.1") } == [])
    }
}
