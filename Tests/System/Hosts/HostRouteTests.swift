import APIClient
import Contracts
import HTTPClient
import TestKit
import Testing

extension SystemSuite.Outside {
    /// Seed 002 by REST. Each test has a region of its own.
    @Suite struct HostRouteTests {
        @Test("A host registers, is found, gets busy, idle, and is found again, all as the seed's scripts expect")
        func wholeWay() async throws {
            let client = try stack().anonymous()
            let region = TestHost.newRegion()
            let host = try await TestHost.registering(client, in: region)
            let beat = try await host.beat()
            #expect(beat.json == .object(["success": .bool(true), "ttl": .integer(30)]))

            let found = try await client.findHost(in: region)
            #expect(found.status == 200 && found["found"] == .bool(true))
            #expect(found["roomId"] == .string(host.room))
            let signalling = try #require(found["signalingUrl"]?.string)
            #expect(signalling.hasPrefix("ws") && !signalling.contains("?"))

            for state in ["reserved", "busy"] {
                let none = try await client.findHost(in: region)
                #expect(none.status == 404 && none["found"] == .bool(false), "\(state)")
                #expect(none["message"] == .string("No available hosts in this region."))
                // A heartbeat that says idle clears neither.
                _ = try await host.beat()
                let busy = try await host.say("busy")
                #expect(busy.status == 200)
                #expect(busy.json == .object(["success": .bool(true), "status": .string("busy")]))
            }
            #expect(try await host.say("idle").status == 200)
            #expect(try await client.findHost(in: region)["roomId"] == .string(host.room))
            #expect(try await host.say("idle").status == 200)

            let stranger = TestHost(client: client, region: region, id: "nobody")
            let unknown = try await stranger.say("busy")
            unknown.expectProblem(404)
            #expect(unknown["success"] == .bool(false) && unknown["error"]?.string?.isEmpty == false)
        }

        @Test("A browser page may ask, and reads the answer when there is no host")
        func browser() async throws {
            let client = try stack().anonymous()
            let origin: HTTPFields = ["Origin": "https://play.example"]
            let preflight = try await client.ask(
                .options, "/api/match/find",
                headers: [
                    "Origin": "https://play.example", "Access-Control-Request-Method": "POST",
                    "Access-Control-Request-Headers": "content-type",
                ])
            #expect(preflight.status == 204)
            #expect(preflight.headers["Access-Control-Allow-Headers"]?.lowercased().contains("content-type") == true)
            let none = try await client.ask(
                .post, "/api/match/find", #"{"region":"\#(TestHost.newRegion())"}"#, headers: origin)
            #expect(none.status == 404 && none["found"] == .bool(false))
            #expect(none.headers["Access-Control-Allow-Origin"] != nil)
        }

        @Test("With a secret set, hosts must show it and clients need not; unset, whatever is shown is passed over")
        func secret() async throws {
            let stack = try stack()
            try await stack.start("gateway", 2, ["MUSTER_HOST_SECRET": "hosts-secret"])
            let guarded = GatewayClient(await stack.adminURL("gateway", 2))
            let region = TestHost.newRegion()
            let host = TestHost(client: guarded, region: region, id: TestStack.newName("host"))
            let (beat, busy) = (host.heartbeat, #"{"hostId":"\#(host.id)","status":"busy"}"#)
            for (path, body) in [("/api/host/heartbeat", beat), ("/api/host/status", busy)] {
                for none in [[:], ["Authorization": "Basic dGhlOnNlY3JldA=="], ["Authorization": "Bearer "]]
                    as [HTTPFields]
                {
                    try await guarded.ask(.post, path, body, headers: none).expectProblem(401)
                }
                let other: HTTPFields = ["Authorization": "Bearer hosts-secre"]
                try await guarded.ask(.post, path, body, headers: other).expectProblem(403)
            }
            #expect(try await stack.operator().client.hosts(in: region).isEmpty)
            let right: HTTPFields = ["Authorization": "bearer hosts-secret"]
            #expect(try await guarded.ask(.post, "/api/host/heartbeat", beat, headers: right).status == 200)
            #expect(try await guarded.ask(.post, "/api/host/status", busy, headers: right).status == 200)
            let idle = #"{"hostId":"\#(host.id)","status":"idle"}"#
            let wrong: HTTPFields = ["Authorization": "Bearer of-another-stack"]
            #expect(try await stack.anonymous().ask(.post, "/api/host/status", idle, headers: wrong).status == 200)
            #expect(try await guarded.findHost(in: region)["roomId"] == .string(host.room))
            try await stack.stop("gateway", 2)
        }

        @Test("The list of hosts is for operators")
        func list() async throws {
            let stack = try stack()
            try await stack.anonymous().ask(.get, "/api/hosts").expectProblem(401)
            try await stack.player().client.ask(.get, "/api/hosts").expectProblem(403)
            let region = TestHost.newRegion()
            let host = try await TestHost.registering(stack.anonymous(), in: region)
            #expect(try await stack.operator().client.hosts(in: region)[host.id]?["roomId"] == .string(host.room))
        }

        @Test("A thousand clients that ask at once for two hundred hosts: two hundred get one, each another")
        func thousand() async throws {
            let client = GatewayClient(try stack().gatewayURL, timeout: .seconds(60))
            let region = TestHost.newRegion()
            let hosts = try await withThrowingTaskGroup(of: TestHost.self) { group in
                for _ in 0..<200 { group.addTask { try await TestHost.registering(client, in: region) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<1000 { group.addTask { try await client.findHost(in: region) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 200 } == 200)
            #expect(answers.count { $0.status == 404 && $0["found"] == .bool(false) } == 800)
            let rooms = answers.compactMap { $0["roomId"]?.string }
            #expect(Set(rooms) == Set(hosts.map(\.room)))
            #expect(rooms.count == 200)
        }

        @Test("The TURN credentials of a find get a relay from a real coturn, with one byte flipped they don't")
        func relay() async throws {
            let stack = try stack()
            let client = stack.anonymous()
            let region = TestHost.newRegion()
            _ = try await TestHost.registering(client, in: region)
            let found = try await client.findHost(in: region)
            guard case .array(let servers)? = found["iceServers"], let server = servers.first else {
                Issue.record("no iceServers in \(found.text)")
                return
            }
            #expect(server["urls"] == .string(stack.turnURL))
            let username = try #require(server["username"]?.string)
            let credential = try #require(server["credential"]?.string)
            try await PrivateTURN.with(secret: stack.turnSecret, port: stack.turnPort) { turn in
                #expect(turn.url == stack.turnURL)
                let flipped = (credential.first == "A" ? "B" : "A") + credential.dropFirst()
                let forged = try await turn.relay(username: username, credential: flipped)
                #expect(forged == .refused)
                let given = try await turn.relay(username: username, credential: credential)
                #expect(given == .relayed)
            }
        }
    }
}
