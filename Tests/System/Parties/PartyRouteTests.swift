import API
import APIClient
import Contracts
import HTTPClient
import Testing

extension SystemSuite.Outside {
    /// `/party`.
    @Suite(.timeLimit(.minutes(2))) struct PartyRouteTests {
        @Test("A party is made, joined, read and left, and its members are as the contract has them")
        func life() async throws {
            let (ann, bob) = (try await stack().player(), try await stack().player())
            let made = try await ann.client.ask(.post, "/party")
            #expect(made.status == 201, "\(made.text)")
            let code = try #require(made["code"]?.string)
            #expect(code.count == 10 && code.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains($0) })
            #expect(
                made["members"]
                    == .array([
                        .object([
                            "playerId": .string(ann.id.rawValue), "username": .string(ann.name), "leader": .bool(true),
                        ])
                    ]))
            let spelled = code.lowercased().prefix(5) + "-" + code.suffix(5)
            let joined = try await bob.client.ask(.post, "/party/join", #"{"code":"\#(spelled)"}"#)
            #expect(joined.status == 200 && joined["partyId"] == made["partyId"], "\(joined.text)")
            let body = #"{"attributes":{"skill":3,"maps":["canyon"]},"latencies":{"eu":20.5}}"#
            #expect(try await bob.client.ask(.put, "/party/me", body).status == 200)
            let party = try await ann.client.party()
            #expect(party.members.map(\.username) == [ann.name, bob.name])
            #expect(party.members.map(\.leader) == [true, false])
            let left = try await ann.client.ask(.delete, "/party/members/\(ann.name)")
            #expect(left.status == 200 && left["type"] == .string("NotInParty"))
            #expect(try await bob.client.party().members.map(\.leader) == [true])
            try await ann.client.ask(.get, "/party").expectProblem(404)
            try await bob.client.leaveParty(bob.name.uppercased())
        }

        @Test("Reading with since waits for a change, and tells at once of one that has been")
        func waiting() async throws {
            let (ann, bob) = (try await stack().player(), try await stack().player())
            let made = try await ann.client.createParty()
            #expect(try await ann.client.party(wait: .seconds(5)).revision == made.revision, "nothing to wait for")
            async let told = ann.client.party(wait: .seconds(20), since: made.revision)
            let joined = try await bob.client.joinParty(made.code)
            #expect(try await told.revision == joined.revision)
            #expect(try await ann.client.party(wait: .seconds(20), since: made.revision).revision == joined.revision)
            async let gone = bob.client.ask(
                .get, "/party?wait=20&since=\(joined.revision)", waiting: .seconds(20))
            try await ann.client.leaveParty(bob.name)
            try await gone.expectProblem(404)
            try await ann.client.leaveParty(ann.name)
        }

        @Test("What is wrong with a body is told, and changes nothing")
        func bodies() async throws {
            let (ann, bob) = (try await stack().player(), try await stack().player())
            let party = try await ann.client.createParty()
            let wrong: [(User, HTTPMethod, String, String?, Int, [String])] = [
                (bob, .post, "/party", #"{"type":"JoinParty"}"#, 422, ["type"]),
                (bob, .post, "/party", "{", 400, []),
                (bob, .post, "/party/join", nil, 400, []),
                (bob, .post, "/party/join", "{}", 422, ["code"]),
                (bob, .post, "/party/join", #"{"code":""}"#, 422, ["code"]),
                (bob, .post, "/party/join", #"{"code":1234567890}"#, 400, []),
                (bob, .post, "/party/join", #"{"code":"\#(String(repeating: "A", count: 65))"}"#, 422, ["code"]),
                (bob, .post, "/party/join", #"{"type":"CreateParty","code":"\#(party.code)"}"#, 422, ["type"]),
                (bob, .post, "/party/join", #"{"code":"0000000000"}"#, 404, []),
                (bob, .put, "/party/me", "{}", 404, []),
                (bob, .delete, "/party/members/\(bob.name)", nil, 404, []),
                (ann, .put, "/party/me", nil, 400, []),
                (ann, .put, "/party/me", #"{"attributes":[]}"#, 400, []),
                (ann, .put, "/party/me", #"{"attributes":{"alive":true}}"#, 422, ["attributes.alive"]),
                (ann, .put, "/party/me", #"{"latencies":{"eu":-1}}"#, 422, ["latencies.eu"]),
                (ann, .put, "/party/me", #"{"ipAddress":"nowhere"}"#, 422, ["ipAddress"]),
                (ann, .put, "/party/me", #"{"type":"LookForMatch"}"#, 422, ["type"]),
                (ann, .delete, "/party/members/\(bob.name)", nil, 404, []),
                (ann, .get, "/party?wait=56", nil, 422, ["wait"]),
                (ann, .get, "/party?since=yesterday", nil, 422, ["since"]),
                (ann, .post, "/party", nil, 409, []),
                (ann, .post, "/party/join", #"{"code":"\#(party.code)"}"#, 409, []),
            ]
            for (user, method, path, body, status, fields) in wrong {
                let answer = try await user.client.ask(method, path, body)
                answer.expectProblem(status)
                #expect(answer.invalidFields == fields, "\(method) \(path) \(body ?? ""): \(answer.text)")
            }
            let anonymous = try stack().anonymous()
            for (method, path) in [
                (HTTPMethod.post, "/party"), (.get, "/party"), (.post, "/party/join"), (.put, "/party/me"),
                (.delete, "/party/members/x"),
            ] {
                try await anonymous.ask(method, path).expectProblem(401)
            }
            try await ann.client.ask(.delete, "/party").expectProblem(405)
            #expect(try await ann.client.party().revision == party.revision)
            try await ann.client.leaveParty(ann.name)
        }

        @Test("Full, queued and unwelcome parties can't be joined; a member neither searches nor takes others out")
        func refusals() async throws {
            let stack = try stack()
            let (ann, bob, cay) = (try await stack.player(), try await stack.player(), try await stack.player())
            let party = try await ann.client.createParty()
            _ = try await cay.client.ask(.put, "/user/blocks/\(ann.name)")
            let join = #"{"code":"\#(party.code)"}"#
            try await cay.client.ask(.post, "/party/join", join).expectProblem(409)
            _ = try await cay.client.ask(.delete, "/user/blocks/\(ann.name)")
            _ = try await bob.client.joinParty(party.code)
            let full = try await cay.client.ask(.post, "/party/join", join)
            full.expectProblem(409)
            #expect(full.text.contains("full"))
            try await bob.client.ask(.delete, "/party/members/\(ann.name)").expectProblem(403)
            try await bob.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duo"]}"#).expectProblem(403)
            let large = try await ann.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duo","duel"]}"#)
            large.expectProblem(422)
            #expect(large.invalidFields == ["modes"] && large.text.contains("'duel'"))
            _ = try await ann.enqueue("duo")
            try await bob.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duo"]}"#).expectProblem(403)
            let again = try await ann.client.ask(.post, "/matchmaking/enqueue", #"{"modes":["duo"]}"#)
            again.expectProblem(409)
            #expect(again["ticketId"] != nil)
            _ = try await cay.enqueue("brawl")
            let queued = try await cay.client.ask(.post, "/party")
            queued.expectProblem(409)
            #expect(queued["ticketId"] != nil)
            try await cay.client.leaveQueue()
            try await bob.client.leaveParty(bob.name)
            #expect(try await ann.client.state().reason == "party")
            #expect(try await bob.client.state().reason == "party")
            try await ann.client.leaveParty(ann.name)
        }

        @Test("Who guesses codes is soon told to wait, and a right code counts no more")
        func guessing() async throws {
            let (ann, bob) = (try await stack().player(), try await stack().player())
            let party = try await ann.client.createParty()
            for _ in 0..<9 {
                try await bob.client.ask(.post, "/party/join", #"{"code":"0000000000"}"#).expectProblem(404)
            }
            for _ in 0..<3 {  // what is right isn't counted
                _ = try await bob.client.joinParty(party.code)
                try await bob.client.leaveParty(bob.name)
            }
            try await bob.client.ask(.post, "/party/join", #"{"code":"0000000000"}"#).expectProblem(404)
            let limited = try await bob.client.ask(.post, "/party/join", #"{"code":"\#(party.code)"}"#)
            limited.expectProblem(429)
            #expect(limited.headers["Retry-After"].flatMap { Int($0) }.map { $0 > 0 } == true)
            try await ann.client.leaveParty(ann.name)
        }

        @Test("The same Idempotency-Key makes one party")
        func keyed() async throws {
            let ann = try await stack().player()
            let first = try await ann.client.ask(.post, "/party", "{}", headers: ["Idempotency-Key": "once"])
            let second = try await ann.client.ask(.post, "/party", "{}", headers: ["Idempotency-Key": "once"])
            #expect(first.status == 201 && second.status == 201 && first["partyId"] == second["partyId"])
            try await ann.client.leaveParty(ann.name)
        }
    }
}
