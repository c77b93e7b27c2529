import API
import APIClient
import Contracts
import HTTPTypes
import TestKit
import Testing

extension SystemSuite.Outside {
    /// B4–B7 without a match.
    @Suite struct ServerRouteTests {
        private func offer(_ address: String, expires: String = ManualServer.soon) -> String {
            #"{"type":"OfferMatchServer","address":["\#(address)"],"expires":"\#(expires)"}"#
        }

        @Test(
            "The routes of match servers are 403 for players",
            arguments: [
                (HTTPMethod.post, "/matchmaking/provide"), (.get, "/matchmaking/provide"),
                (.delete, "/matchmaking/provide"), (.post, "/matchmaking/report"), (.post, "/matchmaking/state"),
            ])
        func players(_ method: HTTPMethod, _ path: String) async throws {
            let user = try await stack().player()
            try await user.client.ask(method, path, method == .get ? nil : "{}").expectProblem(403)
        }

        @Test("An offer is listed, renewed by another one, and revoked")
        func offerAndRevoke() async throws {
            let server = try await stack().server()
            let first = try await server.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7001"))
            #expect(first.status == 201)
            #expect(first["type"] == .string("OfferMatchServer"))
            guard case .array(let servers)? = first["servers"], servers.count == 1 else {
                Issue.record("no server: \(first.text)")
                return
            }
            #expect(servers[0]["address"] == .string("127.0.0.1:7001"))
            #expect(servers[0]["state"] == .string("Idle"))
            #expect(try await server.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7001")).status == 201)
            let list = try await server.client.ask(.get, "/matchmaking/provide")
            #expect(list.status == 200)
            #expect(list["type"] == .string("MatchServers"))
            #expect(list["prepare"] == .array([]))
            #expect(list["revision"]?.double != nil)
            let revoked = try await server.client.ask(.delete, "/matchmaking/provide?address=127.0.0.1:7001")
            #expect(revoked.status == 200)
            #expect(revoked["revoked"] == .array([.string("127.0.0.1:7001")]))
            #expect(try await server.client.servers().servers.isEmpty)
        }

        @Test("A waiting GET tells at once of another request's offer")
        func waitingForOffer() async throws {
            let server = try await stack().server()
            let before = try await server.client.servers()
            async let waited = server.client.servers(wait: .seconds(50), since: before.revision)
            let begin = ContinuousClock.now
            // Whether the wait has begun or not: its revision is past.
            #expect(try await server.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7007")).status == 201)
            #expect(try await waited.servers.map(\.address) == ["127.0.0.1:7007"])
            #expect(ContinuousClock.now - begin < .seconds(10))
            try await server.client.revokeAllServers()
        }

        @Test("An offer lasts fifteen minutes at most")
        func longOffer() async throws {
            let server = try await stack().server()
            let far = TestClock.rfc3339(after: .seconds(86_400))
            let answer = try await server.client.offer(
                OfferMatchServerBody(address: ["127.0.0.1:7002"], expires: far))
            let granted = try #require(TestClock.moment(answer.servers[0].expires))
            let now = try #require(TestClock.moment(TestClock.rfc3339()))
            #expect(granted - now <= .seconds(901))
            #expect(granted - now > .seconds(840))
            try await server.client.revokeAllServers()
        }

        @Test(
            "Offers that make no sense are 422",
            arguments: [
                (#"{"address":["127.0.0.1:7003"],"expires":"tomorrow"}"#, "expires"),
                (#"{"address":["127.0.0.1:7003"],"expires":"2020-01-01T00:00:00Z"}"#, "expires"),
                (#"{"address":["127.0.0.1:7003"]}"#, "expires"),
                (#"{"address":["no-port"],"expires":"2100-01-01T00:00:00Z"}"#, "address"),
                (#"{"address":["127.0.0.1:99999"],"expires":"2100-01-01T00:00:00Z"}"#, "address"),
                (#"{"expires":"2100-01-01T00:00:00Z"}"#, "address"),
                (
                    #"{"address":["127.0.0.1:7003"],"expires":"2100-01-01T00:00:00Z","region":"e\u0000u"}"#,
                    "region"
                ),
            ])
        func invalid(_ body: String, _ field: String) async throws {
            let server = try await stack().server()
            let answer = try await server.client.ask(.post, "/matchmaking/provide", body)
            answer.expectProblem(422)
            #expect(answer.invalidFields.contains { $0.hasPrefix(field) }, "\(answer.text)")
        }

        @Test("An address belongs to who offered it")
        func foreignAddress() async throws {
            let owner = try await stack().server()
            let other = try await stack().server()
            _ = try await owner.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7004"))
            try await other.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7004")).expectProblem(409)
            try await other.client.ask(.delete, "/matchmaking/provide?address=127.0.0.1:7004").expectProblem(403)
            try await owner.client.revokeAllServers()
        }

        @Test("The offers of a server user who is deleted are gone, and the addresses free for others")
        func deletedOwner() async throws {
            let owner = try await stack().server()
            let other = try await stack().server()
            _ = try await owner.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7007"))
            try await other.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7007")).expectProblem(409)
            try await owner.client.deleteUser(password: owner.password)
            try await eventually("the address is free") {
                try await other.client.ask(.post, "/matchmaking/provide", offer("127.0.0.1:7007")).status == 201
            }
            try await other.client.revokeAllServers()
        }

        @Test("Revoking names what it revokes, or says all")
        func revokeForms() async throws {
            let server = try await stack().server()
            func offerTwo() async throws {
                let two = OfferMatchServerBody(
                    address: ["127.0.0.1:7005", "127.0.0.1:7006"], expires: ManualServer.soon)
                try await server.client.offer(two)
            }
            try await server.client.ask(.delete, "/matchmaking/provide").expectProblem(422)
            try await offerTwo()
            let both = try await server.client.ask(
                .delete, "/matchmaking/provide?address=127.0.0.1:7005&address=127.0.0.1:7006")
            #expect(both["revoked"] == .array([.string("127.0.0.1:7005"), .string("127.0.0.1:7006")]))
            try await offerTwo()
            let body = try await server.client.ask(
                .delete, "/matchmaking/provide", #"{"type":"RevokeMatchServer","address":["127.0.0.1:7006"]}"#)
            #expect(body["revoked"] == .array([.string("127.0.0.1:7006")]))
            let all = try await server.client.ask(.delete, "/matchmaking/provide?all=true")
            #expect(all["revoked"] == .array([.string("127.0.0.1:7005")]))
            try await offerTwo()
            let bodyAll = try await server.client.ask(.delete, "/matchmaking/provide", #"{"type":"RevokeMatchServer"}"#)
            #expect(bodyAll.status == 200)
            #expect(try await server.client.servers().servers.isEmpty)
        }

        @Test("A report of an unknown match is 404, one without an outcome 422")
        func reports() async throws {
            let server = try await stack().server()
            let unknown =
                #"{"matchData":{"matchId":"m00aaaaaaaaaaaaaaaaaaaa","outcome":[{"nickname":"a","placement":1}]}}"#
            try await server.client.ask(.post, "/matchmaking/report", unknown).expectProblem(404)
            try await server.client.ask(.post, "/matchmaking/report", "{}").expectProblem(422)
            try await server.client.ask(
                .post, "/matchmaking/state", #"{"matchId":"m00aaaaaaaaaaaaaaaaaaaa","state":"MatchInProgress"}"#
            ).expectProblem(404)
            try await server.client.ask(.post, "/matchmaking/state", "{}").expectProblem(422)
        }
    }
}
